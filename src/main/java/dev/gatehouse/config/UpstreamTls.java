package dev.gatehouse.config;

import java.util.function.Supplier;

/**
 * TLS towards a route's upstream.
 *
 * @param bundle the name of a {@code spring.ssl.bundle}
 * @param contexts the bundle as it is by now; asking costs nothing
 */
public record UpstreamTls(String bundle, Supplier<ClientContexts> contexts) {}
