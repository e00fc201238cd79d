/**
 * Identity headers: how verified claims become header lines, and which names are reserved for them.
 * Whether the claims hold is decided elsewhere.
 */
@NullMarked
package dev.gatehouse.identity;

import org.jspecify.annotations.NullMarked;
