package dev.gatehouse.config;

import dev.gatehouse.identity.Encoding;

/** A claim that the upstream gets as a header. */
record ClaimHeaderProperties(
    @Key(
            value =
                "The claim. `a.b` names the claim `a.b` if there is one, else `b` in "
                    + "`a`; `a\\.b` only the first.",
            example = "realm_access.roles")
        String claim,
    @Key(value = "The header's name.", example = "X-Roles") String header,
    @Key(
            value =
                "`text`: strings as they are, lists of scalars joined by `,`, anything "
                    + "else compact JSON; `json`: compact JSON whatever the type; "
                    + "`base64url`: the unpadded base64url of that.",
            byDefault = "text",
            example = "json")
        Encoding encoding) {}
