package dev.gatehouse.config;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with the configuration.
 *
 * @param severity whether it refuses the configuration
 * @param path the key it is about, such as {@code gatehouse.providers.keycloak.jwks.url}; empty
 *     where it is about the file
 * @param line the line in the file, from 1; 0 where there is none
 * @param column the column in code points, from 1; 0 where there is none
 * @param excerpt the line itself; null where there is none
 * @param message what is wrong
 * @param advice what to do; null where the message says it all
 */
public record Problem(
    Severity severity,
    String path,
    int line,
    int column,
    @Nullable Excerpt excerpt,
    String message,
    @Nullable String advice) {}
