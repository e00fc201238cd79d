package dev.gatehouse.config;

import org.springframework.util.unit.DataSize;

/** The memory of verified tokens. */
record TokenCacheProperties(
    @Key(
            value = "How much memory remembered tokens may take; `0B`: none are remembered.",
            byDefault = "64MB",
            max = "1024GB",
            example = "0B")
        DataSize size) {}
