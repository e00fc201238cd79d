package dev.gatehouse.edge;

import dev.gatehouse.errors.ErrorFormat;

/**
 * What of the edge follows the configuration in force.
 *
 * @param errors the format of its answers
 * @param trustedProxies whose {@code X-Request-Id} is taken over
 */
public record EdgeSettings(ErrorFormat errors, AddressRanges trustedProxies) {}
