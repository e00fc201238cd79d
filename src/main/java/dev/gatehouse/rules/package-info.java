/**
 * Conditions on a request and its token, in the Common Expression Language: compiled once, bounded,
 * evaluated without a copy of what they don't read. What a condition decides is not known here, and
 * nobody else knows the language's library.
 */
@NullMarked
package dev.gatehouse.rules;

import org.jspecify.annotations.NullMarked;
