package dev.gatehouse.config;

import dev.gatehouse.policy.Mode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Checks the verifier for other proxies. */
final class ForwardAuthChecks {

  private static final String PLACE = "gatehouse.forwardAuth";

  private final GatehouseProperties properties;
  private final Problems problems;

  ForwardAuthChecks(GatehouseProperties properties, Problems problems) {
    this.properties = properties;
    this.problems = problems;
  }

  void check() {
    ForwardAuthProperties forwardAuth = properties.forwardAuth();
    if (forwardAuth == null) {
      return;
    }
    checkPath(forwardAuth.path());
    checkPolicies(forwardAuth.policies());
    AllowedInPath.check(problems, PLACE + ".allowInPath", forwardAuth.allowInPath());
    for (int i = 0; i < properties.routes().size(); i++) {
      if (properties.routes().get(i).id().equals("forwardAuth")) {
        problems.error(
            "gatehouse.routes[" + i + "].id",
            "the verifier's decisions are counted as those of the route 'forwardAuth'",
            "give the route another id");
      }
    }
  }

  private void checkPath(String path) {
    if (!path.isEmpty() && !problems.hasErrorAt(PLACE + ".path") && !isPlain(path)) {
      problems.error(
          PLACE + ".path",
          "'" + path + "' is no path that the verifier can answer at",
          "write a path of letters, digits, '-', '_' and '.', without a slash at its end, such as"
              + " /verify");
    }
  }

  /** So plain that nobody spells it in two ways. */
  private static boolean isPlain(String path) {
    if (!path.startsWith("/") || path.length() > 200) {
      return false;
    }
    for (String segment : path.substring(1).split("/", -1)) {
      boolean name =
          segment.chars().anyMatch(c -> c != '.')
              && segment.chars().allMatch(ForwardAuthChecks::isPlain);
      if (!name) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }

  private void checkPolicies(List<String> policies) {
    Map<String, PolicyProperties> known = properties.policies();
    var seen = new HashSet<String>();
    for (int i = 0; i < policies.size(); i++) {
      String name = policies.get(i);
      String at = PLACE + ".policies[" + i + "]";
      PolicyProperties policy = known.get(name);
      if (name.isEmpty() || problems.hasErrorAt(at)) {
        continue;
      }
      if (name.equalsIgnoreCase(PolicyChecks.PUBLIC)) {
        problems.error(
            at,
            "'none' is no policy: a verifier that admits everybody is none",
            "remove it, and let the proxy not ask where nobody needs a token");
      } else if (policy == null) {
        problems.error(
            at,
            "unknown policy '" + name + "'",
            ConfigurationChecks.adviceForName(name, known.keySet(), "gatehouse.policies"));
      } else if (!seen.add(name)) {
        problems.error(at, "the policy '" + name + "' is listed twice", "remove one of them");
      } else {
        checkSources(at, name, policy);
      }
    }
  }

  /** No proxy can be told to take something out of a query or a cookie. */
  private void checkSources(String at, String name, PolicyProperties policy) {
    for (String named : policy.providers()) {
      ProviderProperties provider = properties.providers().get(named);
      if (provider == null || !hasLastingSource(provider)) {
        continue;
      }
      String reads = "policy '" + name + "' reads tokens of '" + named + "' from a query or cookie";
      if (!provider.forwardToken()) {
        problems.error(
            at,
            reads + ", and no proxy can be told to remove them there",
            "write 'forwardToken: true' for the provider '" + named + "', or read a header");
      } else if (policy.mode() == Mode.PERMISSIVE || !policy.enforce()) {
        problems.error(
            at,
            reads
                + ", and "
                + (policy.enforce() ? "Permissive" : "shadow mode")
                + " passes requests whose token failed, which no proxy can be told to remove there",
            policy.enforce()
                ? "write 'mode: AllowMissing' or 'mode: Strict', or read a header"
                : "enforce the policy, or read a header");
      }
    }
  }

  private static boolean hasLastingSource(ProviderProperties provider) {
    return provider.tokenSources().stream()
        .anyMatch(source -> source.query() != null || source.cookie() != null);
  }
}
