package dev.gatehouse.config;

import dev.gatehouse.policy.Mode;
import dev.gatehouse.token.Scopes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks what policies name. */
final class PolicyChecks {

  /** The name that stands for no policy at all. */
  static final String PUBLIC = "none";

  /** The policy of a route that names none. */
  static final String DEFAULT = "default";

  private final GatehouseProperties properties;
  private final Problems problems;

  PolicyChecks(GatehouseProperties properties, Problems problems) {
    this.properties = properties;
    this.problems = problems;
  }

  void check() {
    properties.policies().forEach(this::check);
    if (!problems.hasErrorAt("gatehouse.policies")) {
      properties.providers().keySet().forEach(this::checkUsed);
    }
  }

  private void checkUsed(String provider) {
    boolean used =
        properties.policies().values().stream()
            .anyMatch(policy -> policy.providers().contains(provider));
    if (!used) {
      problems.warning(
          "gatehouse.providers." + provider,
          "no policy uses the provider '" + provider + "'",
          "name it in the 'providers' of a policy, or remove it");
    }
  }

  private void check(String name, PolicyProperties policy) {
    String path = "gatehouse.policies." + name;
    ConfigurationChecks.checkName(problems, path, name);
    if (name.equalsIgnoreCase(PUBLIC)) {
      problems.keyError(
          path, "'none' is reserved for routes that are public", "give the policy another name");
    }
    checkProviders(path + ".providers", policy.providers());
    checkScopes(path + ".scopes", policy.scopes());
    if (!policy.enforce() && !problems.hasErrorAt(path + ".enforce")) {
      problems.warning(
          path + ".enforce",
          "policy '"
              + name
              + "' is in shadow mode: it decides and counts, and every request passes",
          "remove the line once the counter of would_refuse shows no good request");
    }
    boolean wide = policy.mode() == Mode.ALLOW_MISSING || policy.mode() == Mode.PERMISSIVE;
    boolean held =
        !policy.scopes().isEmpty() || !policy.allow().isEmpty() || !policy.require().isEmpty();
    if (wide && !held && !problems.hasErrorAt(path)) {
      problems.warning(
          path + ".mode",
          "policy '"
              + name
              + "' lets requests without a "
              + (policy.mode() == Mode.PERMISSIVE ? "valid " : "")
              + "token pass, and has no 'allow', 'require' or 'scopes' to hold them",
          "write 'mode: Strict', unless the upstream itself refuses what has no identity");
    }
  }

  private void checkScopes(String path, List<String> scopes) {
    for (int i = 0; i < scopes.size(); i++) {
      String at = path + "[" + i + "]";
      if (!problems.hasErrorAt(at) && !Scopes.isScope(scopes.get(i))) {
        problems.error(
            at,
            "this cannot be a scope",
            scopes.get(i).contains(" ")
                ? "write each scope as an element of its own: [orders.read, orders.write]"
                : "a scope is printable ASCII without '\"' and '\\' (RFC 6749, section 3.3)");
      }
    }
  }

  private void checkProviders(String path, List<String> providers) {
    Set<String> known = properties.providers().keySet();
    var seen = new HashSet<String>();
    for (int i = 0; i < providers.size(); i++) {
      String name = providers.get(i);
      String at = path + "[" + i + "]";
      if (name.isEmpty() || problems.hasErrorAt(at)) {
        continue;
      }
      if (!known.contains(name)) {
        problems.error(
            at,
            "unknown provider '" + name + "'",
            ConfigurationChecks.adviceForName(name, known, "gatehouse.providers"));
      } else if (!seen.add(name)) {
        problems.error(at, "the provider '" + name + "' is listed twice", "remove one of them");
      }
    }
  }
}
