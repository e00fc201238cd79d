package dev.gatehouse.keys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a key set is doing.
 *
 * @param keys how many usable keys are in force; 0 where none are, or where they are too old
 * @param lastGood when the keys were last confirmed; null: never
 * @param lastAttempt when the last fetch began; null: never
 * @param lastError why the last fetch failed, without secrets; null: it did not
 * @param nextRefresh when the next fetch in the background begins; null: none is planned
 */
public record KeySetStatus(
    int keys,
    @Nullable Instant lastGood,
    @Nullable Instant lastAttempt,
    @Nullable String lastError,
    @Nullable Instant nextRefresh) {}
