package dev.gatehouse.config;

import dev.gatehouse.errors.ErrorFormat;

/** The answers Gatehouse gives itself. */
record ErrorsProperties(
    @Key(
            value =
                "`problem`: RFC 9457; `text`: the detail alone; `json`: `{\"error\": "
                    + "\"...\"}`.",
            byDefault = "problem",
            example = "text")
        ErrorFormat format) {}
