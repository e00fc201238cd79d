package dev.gatehouse.config;

import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.edge.PathOddity;
import dev.gatehouse.policy.Policy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The verifier, its policies found (contract, section 7).
 *
 * @param path where it answers: plain, without a slash at its end
 * @param policies by name, in the file's order
 * @param callers who may ask
 * @param hops the callers and the trusted proxies: what they say of the client's address is
 *     believed
 * @param original where the request that is asked about is read from
 * @param port its own; null: the main port
 * @param allowInPath what original paths may hold although it is ambiguous
 * @param tokenHeaders the headers that its policies read tokens from, as the file spells them
 */
public record VerifierSpec(
    String path,
    Map<String, Policy> policies,
    AddressRanges callers,
    AddressRanges hops,
    OriginalSource original,
    @Nullable Integer port,
    Set<PathOddity> allowInPath,
    List<String> tokenHeaders) {

  public VerifierSpec {
    policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
    allowInPath = Set.copyOf(allowInPath);
    tokenHeaders = List.copyOf(tokenHeaders);
  }
}
