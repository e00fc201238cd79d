/**
 * Reads what other gateways are configured with and writes the configuration that means the same.
 * Nothing here is fetched, and nothing here is on a request's path.
 */
@NullMarked
package dev.gatehouse.migration;

import org.jspecify.annotations.NullMarked;
