package dev.gatehouse.proxy;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;

/**
 * A filter of a route.
 *
 * @param name the name of its factory
 * @param spring the filter as the chain has it
 * @param plain the same for the direct lane; null where only the chain can apply it
 */
record RouteFilter(String name, GatewayFilter spring, @Nullable PlainFilter plain) {}
