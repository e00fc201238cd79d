package dev.gatehouse.config;

import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.token.ClaimPath;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Checks what a provider demands of a token. */
final class ProviderChecks {

  private final GatehouseProperties properties;
  private final Problems problems;

  ProviderChecks(GatehouseProperties properties, Problems problems) {
    this.properties = properties;
    this.problems = problems;
  }

  void check() {
    properties.providers().forEach(this::check);
  }

  private void check(String name, ProviderProperties provider) {
    String path = "gatehouse.providers." + name;
    ConfigurationChecks.checkName(problems, path, name);
    if (provider.issuer() == null && !problems.hasErrorAt(path + ".issuer")) {
      problems.warning(
          path,
          "provider '" + name + "' has no issuer: any token its keys verify is taken",
          "add 'issuer:' with the exact value of the tokens' iss");
    }
    checkAudiences(name, provider, path);
    boolean remote = provider.jwks().isRemote() && !problems.hasErrorAt(path + ".jwks");
    checkAlgorithms(path + ".algorithms", provider.algorithms(), remote);
    checkClaims(path + ".requiredClaims", provider.requiredClaims());
    checkTypes(path + ".tokenTypes", provider.tokenTypes());
  }

  /** Without its own, it may go by those of the policies that use it. */
  private void checkAudiences(String name, ProviderProperties provider, String path) {
    boolean trusting =
        properties.policies().values().stream()
            .filter(policy -> policy.providers().contains(name))
            .anyMatch(policy -> policy.audiences().isEmpty());
    boolean used =
        properties.policies().values().stream()
            .anyMatch(policy -> policy.providers().contains(name));
    if (provider.audiences().isEmpty()
        && (trusting || !used)
        && !problems.hasErrorAt(path + ".audiences")) {
      problems.warning(
          path,
          "provider '" + name + "' has no audiences: tokens meant for other services are taken",
          "add 'audiences:' with the names this service goes by in aud, here or to every policy"
              + " that uses it");
    }
  }

  private void checkAlgorithms(String path, List<String> algorithms, boolean remote) {
    for (int i = 0; i < algorithms.size(); i++) {
      String text = algorithms.get(i);
      String at = path + "[" + i + "]";
      JwsAlgorithm algorithm = JwsAlgorithm.named(text);
      if (problems.hasErrorAt(at)) {
        continue;
      }
      if (algorithm == null) {
        noteUnknown(at, text);
      } else if (algorithm.isSymmetric() && remote) {
        problems.error(
            at,
            text + " cannot be used with keys that are fetched: whoever can read them can forge",
            "remove it, or give the secret as 'jwks: { inline: ... }' or 'jwks: { file: ... }'");
      }
    }
  }

  private void noteUnknown(String at, String text) {
    if (text.toLowerCase(Locale.ROOT).equals("none")) {
      problems.error(at, "'none' is no signature: anybody can make such a token", "remove it");
      return;
    }
    problems.error(at, "unknown algorithm '" + text + "'", adviceForAlgorithm(text));
  }

  private static String adviceForAlgorithm(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    if (upper.equals("ED25519")) {
      return "write 'EdDSA'";
    }
    List<String> known = Arrays.stream(JwsAlgorithm.values()).map(JwsAlgorithm::jwsName).toList();
    String family = upper.replace("*", "");
    if (upper.endsWith("*")
        && family.length() == 2
        && known.stream().anyMatch(name -> name.startsWith(family))) {
      return "write "
          + known.stream()
              .filter(name -> name.startsWith(family))
              .collect(Collectors.joining(", "));
    }
    String nearest = Names.nearest(text, known);
    return nearest != null
        ? "did you mean '" + nearest + "'?"
        : "write one of " + String.join(", ", known);
  }

  private void checkClaims(String path, List<String> claims) {
    for (int i = 0; i < claims.size(); i++) {
      checkClaim(problems, path + "[" + i + "]", claims.get(i));
    }
  }

  /** Notes a claim path that cannot be read. */
  static void checkClaim(Problems problems, String path, String claim) {
    if (problems.hasErrorAt(path)) {
      return;
    }
    try {
      ClaimPath.parse(claim);
    } catch (IllegalArgumentException e) {
      problems.error(
          path,
          String.valueOf(e.getMessage()),
          "separate names by '.'; write a dot that belongs to a name as '\\.'");
    }
  }

  private void checkTypes(String path, List<String> types) {
    for (int i = 0; i < types.size(); i++) {
      String at = path + "[" + i + "]";
      if (!problems.hasErrorAt(at) && types.get(i).contains(" ")) {
        problems.error(at, "'" + types.get(i) + "' is no token type", "such as JWT or at+jwt");
      }
    }
  }
}
