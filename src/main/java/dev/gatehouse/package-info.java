/**
 * The application: its command line and the wiring of the rooms. No rule of the contract lives
 * here.
 */
@NullMarked
package dev.gatehouse;

import org.jspecify.annotations.NullMarked;
