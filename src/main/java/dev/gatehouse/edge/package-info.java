/**
 * Before routing: whether a request is unambiguous, who the client is, which headers cross the
 * gateway, and how much and how long a connection may take. What a token is, and which route
 * serves, is not known here.
 */
@NullMarked
package dev.gatehouse.edge;

import org.jspecify.annotations.NullMarked;
