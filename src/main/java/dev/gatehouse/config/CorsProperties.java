package dev.gatehouse.config;

import java.time.Duration;
import java.util.List;

/** Cross-origin requests on a route. */
record CorsProperties(
    @Key(
            value = "Origins that may read the answers.",
            required = true,
            example = "[\"https://app.example.com\"]")
        List<String> allowedOrigins,
    @Key(
            value = "Methods they may use.",
            absent = "none beyond the simple ones",
            example = "[GET, POST]")
        List<String> allowedMethods,
    @Key(
            value = "Headers they may send.",
            absent = "none beyond the simple ones",
            example = "[Authorization]")
        List<String> allowedHeaders,
    @Key(value = "How long a preflight is remembered.", byDefault = "1h") Duration maxAge) {}
