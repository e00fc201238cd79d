package dev.gatehouse.keys;

import org.jspecify.annotations.Nullable;

/** A key that verifies signatures. Two keys of one set may share a {@code kid}. */
public record VerificationKey(@Nullable String kid) {}
