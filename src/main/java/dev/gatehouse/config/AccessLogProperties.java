package dev.gatehouse.config;

/** The access log. */
record AccessLogProperties(
    @Key(
            value = "Whether the token's `sub`, which is personal data, is logged.",
            byDefault = "false",
            example = "true")
        boolean subject) {}
