package dev.gatehouse.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a request goes. */
record RouteProperties(
    @Key(
            value = "The route's name in logs and metrics; no two routes share one.",
            example = "orders")
        String id,
    @Key(
            value = "The upstream: scheme, host and port. The path is the request's.",
            example = "http://orders:8080")
        String uri,
    @Key(
            value = "Spring Cloud Gateway's predicates, all must match.",
            required = true,
            example = "[\"Path=/orders/**\"]")
        List<String> predicates,
    @Key(
            value =
                "Spring Cloud Gateway's filters, in this order. `Retry` sends no body twice;"
                    + " `RequestSize` counts chunked bodies too.",
            absent = "none",
            example = "[\"StripPrefix=1\"]")
        List<String> filters,
    @Key(
            value = "A policy, or `none`: public, nobody is asked for a token.",
            absent = "`default`, which must then exist",
            example = "none")
        @Nullable String policy,
    @Key(
            value =
                "Trust and client certificate towards the upstream, see [upstreams](upstreams.md).",
            absent = "the platform's trust")
        @Nullable RouteTlsProperties tls,
    @Key(
            value = "The longest wait for the head of the upstream's response.",
            absent = "`upstream.responseTimeout`",
            min = "1ms",
            max = "24h",
            example = "10s")
        @Nullable Duration timeout,
    @Key(
            value =
                "What the path may hold although it is ambiguous: of `%2F`, `%25`, `;` "
                    + "and `//`.",
            absent = "none of them",
            example = "[\"%2F\"]")
        List<String> allowInPath,
    @Key(
            value =
                "What pages of other origins may do with the route, see [CORS](recipes/cors.md).",
            absent = "preflights and cross-origin requests are like any other")
        @Nullable CorsProperties cors) {

  /** Whether there is TLS on the way to the upstream. */
  boolean isSecured() {
    return uri.startsWith("https:") || uri.startsWith("wss:");
  }

  /** The policy's name, given or by default. */
  String policyName() {
    return policy == null ? PolicyChecks.DEFAULT : policy;
  }
}
