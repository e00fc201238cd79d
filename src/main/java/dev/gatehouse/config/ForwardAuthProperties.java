package dev.gatehouse.config;

import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.policy.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The verifier for other proxies. */
record ForwardAuthProperties(
    @Key(value = "Where it answers.", required = true, example = "/verify") String path,
    @Key(value = "The policies it serves.", required = true, example = "[default]")
        List<String> policies,
    @Key(
            value = "Address ranges (CIDR) of who may ask.",
            required = true,
            example = "[10.1.0.0/16]")
        List<String> callers,
    @Key(
            value =
                "Where the original request is read from: `x-forwarded`, `x-original` "
                    + "or `request-line`.",
            required = true,
            example = "x-forwarded")
        OriginalSource request,
    @Key(
            value = "A port of its own, which then knows nothing else.",
            absent = "the main port",
            min = "1",
            max = "65535",
            example = "4180")
        @Nullable Integer port,
    @Key(value = "As of a route.", absent = "none of them", example = "[\"%2F\"]")
        List<String> allowInPath) {

  /**
   * What the verifier serves.
   *
   * @param served the policies in force by name, those it names among them
   * @param file whose trusted proxies are believed beside the callers
   */
  VerifierSpec spec(Map<String, Policy> served, GatehouseProperties file) {
    var named = new LinkedHashMap<String, Policy>();
    policies.forEach(name -> named.put(name, Objects.requireNonNull(served.get(name), name)));
    List<String> hops = new ArrayList<>(callers);
    hops.addAll(file.trustedProxies());
    return new VerifierSpec(
        path,
        named,
        AddressRanges.of(callers),
        AddressRanges.of(hops),
        request,
        port,
        AllowedInPath.oddities(allowInPath),
        tokenHeaders(file));
  }

  private List<String> tokenHeaders(GatehouseProperties file) {
    return policies.stream()
        .flatMap(name -> Objects.requireNonNull(file.policies().get(name)).providers().stream())
        .flatMap(name -> Objects.requireNonNull(file.providers().get(name)).tokenSources().stream())
        .map(TokenSourceProperties::header)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }
}
