package dev.gatehouse.operations;

import org.jspecify.annotations.Nullable;

/**
 * A route in force.
 *
 * @param uri the origin of its upstream
 * @param policy the name of its policy; null: nobody is asked for a token
 * @param chain why its requests go through Spring Cloud Gateway's chain; null: they don't
 */
public record RouteState(String id, String uri, @Nullable String policy, @Nullable String chain) {}
