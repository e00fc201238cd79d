package dev.gatehouse.config;

import dev.gatehouse.policy.Mode;
import java.util.List;

/** What a request needs. */
record PolicyProperties(
    @Key(
            value =
                "`Strict`: only a valid token passes. `AllowMissing` (or `Optional`): "
                    + "no token passes too, as anonymous. `Permissive` (or "
                    + "`AllowMissingOrFailed`): an invalid one as well, as anonymous. In any "
                    + "case.",
            byDefault = "Strict",
            example = "AllowMissing")
        Mode mode,
    @Key(value = "Providers; any one of them admits.", required = true, example = "[keycloak]")
        List<String> providers,
    @Key(
            value = "Replaces the providers' audiences for this policy.",
            absent = "the providers' own")
        List<String> audiences,
    @Key(
            value =
                "Scopes the token must have, all of them: words of its `scope`, or where it has "
                    + "none, of `scp`, which may be a list.",
            absent = "none",
            example = "[orders.read]")
        List<String> scopes,
    @Key(
            value = "CEL conditions, at least one must be true; see [rules](rules.md).",
            absent = "none",
            freeText = true)
        List<String> allow,
    @Key(
            value = "CEL conditions, all must be true; see [rules](rules.md).",
            absent = "none",
            freeText = true)
        List<String> require,
    @Key(
            value =
                "`false` (shadow mode): decide, count and log, but let every request pass, with "
                    + "identity if its token holds, else as anonymous.",
            byDefault = "true")
        boolean enforce,
    @Key(value = "`pass`: the verifier admits CORS preflights as anonymous.", byDefault = "refuse")
        PreflightRule preflight,
    @Key(
            value =
                "`true`: a stream or WebSocket ends when its token expires, see"
                    + " [upstreams](upstreams.md#closeonexpiry).",
            byDefault = "false")
        boolean closeOnExpiry,
    @Key(
            value = "CEL conditions, none may be true; see [rules](rules.md).",
            absent = "none",
            freeText = true)
        List<String> deny) {}
