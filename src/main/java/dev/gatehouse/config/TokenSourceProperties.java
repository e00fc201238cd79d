package dev.gatehouse.config;

import org.jspecify.annotations.Nullable;

/** A place where a token is looked for: exactly one of header, query, cookie. */
record TokenSourceProperties(
    @Key(
            value = "A header, whatever its case and with `_` and `.` read as `-`.",
            absent = "not in a header",
            example = "Authorization")
        @Nullable String header,
    @Key(
            value = "The authentication scheme in front of the token in that header, in any case.",
            absent = "the whole value is the token",
            example = "Bearer")
        @Nullable String prefix,
    @Key(value = "A query parameter.", absent = "not in the query", example = "access_token")
        @Nullable String query,
    @Key(value = "A cookie.", absent = "not in a cookie", example = "session")
        @Nullable String cookie) {}
