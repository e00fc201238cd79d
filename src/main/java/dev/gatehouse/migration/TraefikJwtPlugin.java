package dev.gatehouse.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Traefik plugin traefik-plugins/traefik-jwt-plugin, which was team-carepay's.
 *
 * <p>Not thread-safe: one middleware.
 */
final class TraefikJwtPlugin {

  private final Plan plan;
  private final Notes notes;

  TraefikJwtPlugin(Plan plan, Notes notes) {
    this.plan = plan;
    this.notes = notes;
  }

  /** The middleware as a policy; null where it cannot be said. */
  @Nullable Block read(String name, Item plugin) {
    Map<String, String> headers = plugin.pairs("jwtHeaders");
    if (!plugin.flag("required", false)) {
      notes.remark("a request without a token is refused here, whatever 'Required' says");
    }
    plugin.skip("forceRefreshKeys", "logLevel");
    var names = new ArrayList<String>();
    for (String key : plugin.texts("keys")) {
      String provider = provider(name, key, plugin, headers);
      if (provider != null && !names.contains(provider)) {
        names.add(provider);
      }
    }
    // OpaUrl and its like decide, so whatever is left over refuses
    if (!plugin.complete() || names.isEmpty()) {
      return null;
    }
    return new Block(notes).texts("providers", names);
  }

  private @Nullable String provider(
      String name, String key, Item plugin, Map<String, String> headers) {
    Notes said = new Notes();
    String issuer = plugin.text("iss");
    String audience = plugin.text("aud");
    String algorithm = plugin.text("alg");
    List<String> fields = plugin.texts("payloadFields");
    var provider =
        new JwtProvider(said)
            .issuer(issuer)
            .audiences(audience == null || audience.isEmpty() ? List.of() : List.of(audience))
            .clockSkew("0s")
            .requireExpiration(fields.contains("exp") && plugin.flag("required", false))
            .requiredClaims(
                plugin.flag("required", false)
                    ? fields.stream()
                        .filter(field -> !field.equals("exp"))
                        .map(ClaimHeaders::path)
                        .toList()
                    : List.of())
            .forwardToken(true);
    if (algorithm != null && !algorithm.isEmpty()) {
      provider.algorithms(List.of(algorithm), plugin.place("alg"));
    }
    if (key.startsWith("https://") || key.startsWith("http://")) {
      provider.keysAt(key, null, null);
    } else {
      provider.keysInline(key, plugin.place("keys"));
    }
    headers.forEach(
        (header, claim) ->
            ClaimHeaders.write(ClaimHeaders.path(claim), header, plugin, provider, plan));
    Block block = provider.block();
    if (block == null) {
      notes.addAll(said);
      return null;
    }
    return plan.provider(AgentgatewayPolicies.name(issuer, name), block);
  }
}
