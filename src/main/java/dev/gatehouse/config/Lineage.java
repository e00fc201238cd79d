package dev.gatehouse.config;

import dev.gatehouse.policy.VerifiedToken;
import dev.gatehouse.token.RememberedTokens;
import java.nio.file.Path;

/**
 * What a snapshot was made of, by which the next one tells what it may take over.
 *
 * @param folder the folder that file names are relative to
 */
record Lineage(
    GatehouseProperties properties, Path folder, RememberedTokens<VerifiedToken> remembered) {}
