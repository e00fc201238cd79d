/**
 * What a request is, to those who judge it: its facts, its header fields, the edits to be made to
 * it. No framework's type and no decision lives here.
 */
@NullMarked
package dev.gatehouse.request;

import org.jspecify.annotations.NullMarked;
