package dev.gatehouse.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The verifier for other proxies. */
record ForwardAuthProperties(
    @Key(value = "Where it answers.", example = "/verify") String path,
    @Key(value = "The policies it serves.", required = true, example = "[default]")
        List<String> policies,
    @Key(
            value = "Address ranges (CIDR) of who may ask.",
            required = true,
            example = "[10.1.0.0/16]")
        List<String> callers,
    @Key(
            value =
                "Where the original request is read from: `x-forwarded`, `x-original` "
                    + "or `request-line`.",
            example = "x-forwarded")
        String request,
    @Key(
            value = "A port of its own.",
            absent = "the main port",
            min = "1",
            max = "65535",
            example = "4180")
        @Nullable Integer port,
    @Key(value = "As of a route.", absent = "none of them", example = "[\"%2F\"]")
        List<String> allowInPath) {}
