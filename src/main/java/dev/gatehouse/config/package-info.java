/**
 * The configuration file: read with positions, bound to records, checked, and compiled to what a
 * request is judged by. What a key means to a request is decided in the rooms below.
 */
@NullMarked
package dev.gatehouse.config;

import org.jspecify.annotations.NullMarked;
