/**
 * The answers that Gatehouse gives itself, rendered to status, header lines and bytes. Who is
 * refused, and how an answer gets onto the wire, is not known here.
 */
@NullMarked
package dev.gatehouse.errors;

import org.jspecify.annotations.NullMarked;
