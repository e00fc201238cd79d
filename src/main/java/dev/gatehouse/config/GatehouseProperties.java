package dev.gatehouse.config;

import dev.gatehouse.keys.SignatureChoice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything below {@code gatehouse:}, as the file says it, placeholders filled in. */
public record GatehouseProperties(
    @Key("Who may issue tokens; defined once, referred to by name.")
        Map<String, ProviderProperties> providers,
    @Key(
            "What a request needs. A route names exactly one; `default` is used by "
                + "every route that names none, and `none` is reserved.")
        Map<String, PolicyProperties> policies,
    @Key("Where requests go. The first match in this order serves.") List<RouteProperties> routes,
    @Key(value = "The same decision for other proxies.", absent = "off")
        @Nullable ForwardAuthProperties forwardAuth,
    @Key(
            value =
                "Address ranges (CIDR) of the proxies in front of Gatehouse, whose "
                    + "`X-Forwarded-*` are believed.",
            absent = "nobody's are believed",
            example = "[10.2.0.0/16]")
        List<String> trustedProxies,
    @Key("The answers Gatehouse gives itself.") ErrorsProperties errors,
    @Key("The access log.") AccessLogProperties accessLog,
    @Key(
            value = "How long requests are still taken after SIGTERM, while readiness is down.",
            byDefault = "10s",
            max = "1h")
        Duration drainDelay,
    @Key("What a client may ask for; more is refused.") Limits limits,
    @Key("The memory of verified tokens, and for a minute of those that have expired.")
        TokenCacheProperties tokenCache,
    @Key(
            value =
                "Whose code verifies signatures, read once at start. `native`: Amazon Corretto "
                    + "Crypto Provider, or no start; `jdk`: the Java platform's; `auto`: the native "
                    + "one where its library loads.",
            byDefault = "auto",
            example = "jdk")
        SignatureChoice signatures,
    @Key("Connections to upstreams.") UpstreamLimits upstream,
    @Key(
            value =
                "Whether requests of plain routes pass Spring Cloud Gateway's chain by. "
                    + "There is no difference but speed; the management endpoint tells each "
                    + "route's lane.",
            byDefault = "true",
            example = "false")
        boolean directLane) {}
