package dev.gatehouse.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may issue tokens. */
record ProviderProperties(
    @Key(
            value =
                "Must equal the token's `iss` exactly. Without a key source, the keys "
                    + "are found by OpenID Connect Discovery from it.",
            absent = "`iss` is not checked, and start-up warns",
            example = "https://id.example.com/realms/main")
        @Nullable String issuer,
    @Key(
            value = "The token's `aud` must contain one of them.",
            absent = "`aud` is not checked, and start-up warns",
            example = "[orders-api]")
        List<String> audiences,
    @Key(
            "Where the keys are: exactly one of `url`, `inline` and `file`, or "
                + "none of them for discovery from the issuer.")
        JwksProperties jwks,
    @Key(
            value =
                "The algorithms a token may be signed with. `HS256`, `HS384` and "
                    + "`HS512` only if listed here, with keys that are `inline` or in a "
                    + "`file`.",
            byDefault = "[RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA]",
            example = "[RS256, ES256]")
        List<String> algorithms,
    @Key(
            value =
                "Accepted `typ`, whatever its case and without `application/`. A token "
                    + "without `typ` passes.",
            byDefault = "[JWT, at+jwt]",
            example = "[at+jwt]")
        List<String> tokenTypes,
    @Key(
            value = "Where a token is looked for, in this order.",
            byDefault = "[{ header: Authorization, prefix: Bearer }]",
            example = "[{ cookie: session }]")
        List<TokenSourceProperties> tokenSources,
    @Key(
            value = "Whether the upstream sees the token. `false`: it is removed from the request.",
            byDefault = "false",
            example = "true")
        boolean forwardToken,
    @Key(
            value =
                "Claims that the upstream gets as headers. These headers are removed "
                    + "from every request on every route.",
            absent = "none",
            example = "[{ claim: sub, header: X-User-Id }]")
        List<ClaimHeaderProperties> claimsToHeaders,
    @Key(
            value = "How far the issuer's clock may be off, in `exp`, `nbf` and `iat`.",
            byDefault = "60s",
            max = "1h",
            example = "30s")
        Duration clockSkew,
    @Key(value = "Whether a token without `exp` is refused.", byDefault = "true", example = "false")
        boolean requireExpiration,
    @Key(
            value =
                "The longest life of a token: `exp` - `iat`, or `exp` - now where it "
                    + "has no `iat`.",
            absent = "no limit",
            min = "1s",
            example = "24h")
        @Nullable Duration maxLifetime,
    @Key(
            value = "Claims a token must have, by the paths that `claimsToHeaders` uses.",
            absent = "none",
            example = "[sub]")
        List<String> requiredClaims) {}
