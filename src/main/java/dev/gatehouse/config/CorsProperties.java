package dev.gatehouse.config;

import java.time.Duration;
import java.util.List;

/** Cross-origin requests on a route. */
record CorsProperties(
    @Key(
            value =
                "Origins whose pages may read the answers, as browsers spell them; `*` alone: all.",
            required = true,
            example = "[\"https://app.example.com\"]")
        List<String> allowedOrigins,
    @Key(
            value = "Methods they may use, all of them; `*`: any.",
            absent = "`GET`, `HEAD`, `POST`",
            example = "[GET, POST]")
        List<String> allowedMethods,
    @Key(
            value = "Headers they may send, beyond those that need no leave; `*`: any.",
            absent = "none",
            example = "[Authorization, Content-Type]")
        List<String> allowedHeaders,
    @Key(
            value =
                "Headers of an answer that they may read, beyond the simple ones and"
                    + " `WWW-Authenticate`, `Retry-After`, `X-Request-Id`; `*`: any.",
            absent = "none",
            example = "[ETag, Location]")
        List<String> exposedHeaders,
    @Key(
            value =
                "Whether a browser may send the cookies it holds; then nothing above may be `*`.",
            byDefault = "false")
        boolean allowCredentials,
    @Key(
            value = "How long a preflight is remembered; browsers set lower limits of their own.",
            byDefault = "1h",
            min = "0s",
            max = "24h")
        Duration maxAge) {

  /** What the route is compiled from. */
  CorsSpec spec() {
    return new CorsSpec(
        allowedOrigins, allowedMethods, allowedHeaders, exposedHeaders, allowCredentials, maxAge);
  }
}
