package dev.gatehouse;

import dev.gatehouse.identity.ClaimToHeader;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.Keys;
import dev.gatehouse.keys.VerificationKey;
import dev.gatehouse.policy.Provider;
import dev.gatehouse.token.CompactJws;
import dev.gatehouse.token.RawToken;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Puts into words what the gatekeeper found. Decides nothing. */
final class Reasons {

  private Reasons() {}

  static String malformed(RawToken token, DataSize longest) {
    if (token.length() > longest.toBytes()) {
      return "it has " + token.length() + " octets; allowed: " + longest.toBytes();
    }
    long parts = token.compact().chars().filter(c -> c == '.').count() + 1;
    if (parts != 3) {
      return "a signed token has three parts, and this one has "
          + parts
          + (parts == 5 ? ": it is encrypted, which is not supported" : "");
    }
    return "no strict compact JWS: its parts must be unpadded base64url, header and payload JSON"
        + " objects without duplicate names, the payload not empty, alg, kid, iss, sub, aud and"
        + " the times of their JSON types, and the header without crit and b64";
  }

  static String form(CompactJws jws) {
    String kid = jws.header().kid();
    return "alg " + jws.header().alg() + (kid == null ? ", no kid" : ", kid " + kid);
  }

  static String issuer(Provider provider, @Nullable CompactJws jws) {
    String expected = provider.issuer();
    if (expected == null) {
      return "any is taken; asked after the providers whose issuer the token names";
    }
    String issuer = jws == null ? null : jws.claims().issuer();
    if (issuer == null) {
      return "the token has no iss; expected: " + expected;
    }
    return issuer.equals(expected)
        ? "iss is " + expected
        : "iss differs from " + expected + difference(issuer, expected);
  }

  /** The slips that are made again and again. */
  private static String difference(String issuer, String expected) {
    if (withoutSlash(issuer).equals(withoutSlash(expected))) {
      return " by a slash at its end alone";
    }
    if (issuer.equalsIgnoreCase(expected)) {
      return " by upper and lower case alone";
    }
    return withoutScheme(issuer).equals(withoutScheme(expected))
        ? " by the scheme in front alone"
        : "";
  }

  private static String withoutSlash(String issuer) {
    return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
  }

  private static String withoutScheme(String issuer) {
    int scheme = issuer.indexOf("://");
    return scheme < 0 ? issuer : issuer.substring(scheme + 3);
  }

  static String algorithm(Provider provider, @Nullable CompactJws jws) {
    String alg = jws == null ? "?" : jws.header().alg();
    if (JwsAlgorithm.named(alg) == null) {
      return "alg " + alg + " is no signature algorithm that Gatehouse knows";
    }
    String allowed =
        provider.definition().algorithms().stream()
            .sorted()
            .map(JwsAlgorithm::jwsName)
            .collect(Collectors.joining(", "));
    return "alg is " + alg + "; allowed: " + allowed;
  }

  static String signature(CompactJws jws, Keys inForce, @Nullable VerificationKey key) {
    if (key != null) {
      return "holds under " + named(key);
    }
    String kid = jws.header().kid();
    JwsAlgorithm algorithm = JwsAlgorithm.named(jws.header().alg());
    List<VerificationKey> tried = algorithm == null ? List.of() : inForce.fitting(algorithm, kid);
    if (!tried.isEmpty()) {
      return "holds under none of the keys that fit: " + named(tried);
    }
    if (kid == null || inForce.knows(kid)) {
      return "no key fits alg " + jws.header().alg() + "; there are: " + named(inForce.all());
    }
    return "no key has kid " + kid + "; there are: " + named(inForce.all());
  }

  private static String named(List<VerificationKey> keys) {
    return keys.stream().map(Reasons::named).collect(Collectors.joining(", "));
  }

  private static String named(VerificationKey key) {
    return (key.kid() == null ? "the key without kid" : "key " + key.kid())
        + " ("
        + key.type()
        + ")";
  }

  static String headers(Provider provider, @Nullable CompactJws jws) {
    ClaimToHeader unsafe =
        jws == null ? null : provider.definition().headers().unsafe(jws.claims());
    return unsafe == null
        ? "every mapped claim fits into its header"
        : "claim "
            + unsafe.claim()
            + " does not fit into "
            + unsafe.header()
            + " as text: it has a control character, an outer space or half a surrogate pair";
  }
}
