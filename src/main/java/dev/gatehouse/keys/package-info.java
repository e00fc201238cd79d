/**
 * Key sets: parsing them, fetching and refreshing them, discovery, and verifying a signature with
 * one of their keys. Nothing here knows what a claim, a policy or a request is.
 */
@NullMarked
package dev.gatehouse.keys;

import org.jspecify.annotations.NullMarked;
