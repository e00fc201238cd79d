package dev.gatehouse.keys;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A token taken apart without any of the checks it deserves, to look at its signature alone. */
final class CompactJws {

  private final String alg;
  private final String kid;
  private final byte[] signingInput;
  private final byte[] signature;

  private CompactJws(String alg, String kid, byte[] signingInput, byte[] signature) {
    this.alg = alg;
    this.kid = kid;
    this.signingInput = signingInput;
    this.signature = signature;
  }

  static CompactJws of(String token) {
    int last = token.lastIndexOf('.');
    JsonNode header =
        JsonMapper.shared()
            .readTree(Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))));
    return new CompactJws(
        header.get("alg").asString(),
        header.has("kid") ? header.get("kid").asString() : null,
        token.substring(0, last).getBytes(StandardCharsets.US_ASCII),
        Base64.getUrlDecoder().decode(token.substring(last + 1)));
  }

  CompactJws withSignature(byte[] other) {
    return new CompactJws(alg, kid, signingInput, other);
  }

  byte[] signature() {
    return signature;
  }

  /** Whether any key that should be tried verifies it. */
  boolean isVerifiedBy(KeyDocument document) {
    var algorithm = JwsAlgorithm.named(alg);
    return algorithm != null
        && document instanceof KeyDocument.Usable(var keys, _)
        && keys.fitting(algorithm, kid).stream()
            .anyMatch(key -> key.verifies(algorithm, signingInput, signature));
  }
}
