package dev.gatehouse.token;

import dev.gatehouse.token.Json.JsonObject;
import dev.gatehouse.token.Json.JsonText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A token in strict compact form (RFC 7515, section 3.1), parsed and not yet verified. */
public final class CompactJws {

  private final JwsHeader header;
  private final Claims claims;
  private final byte[] signingInput;
  private final byte[] signature;

  private CompactJws(JwsHeader header, Claims claims, byte[] signingInput, byte[] signature) {
    this.header = header;
    this.claims = claims;
    this.signingInput = signingInput;
    this.signature = signature;
  }

  /**
   * Parses a token.
   *
   * @param maxLength the length in octets beyond which a token is not even looked at
   * @return null where the token is malformed
   */
  public static @Nullable CompactJws parse(RawToken token, int maxLength) {
    if (token.length() > maxLength) {
      return null;
    }
    String compact = token.compact();
    int first = compact.indexOf('.');
    int second = compact.indexOf('.', first + 1);
    if (first < 0 || second < 0) {
      return null;
    }
    // A third dot (JWE) fails here, being no base64url.
    byte[] signature = Base64Url.decode(compact, second + 1, compact.length());
    byte[] header = Base64Url.decode(compact, 0, first);
    byte[] payload = Base64Url.decode(compact, first + 1, second);
    if (signature == null || header == null || payload == null) {
      return null;
    }
    JwsHeader jwsHeader = header(JsonReader.object(header));
    Claims claims = Claims.read(payload);
    if (jwsHeader == null || claims == null) {
      return null;
    }
    byte[] signed = compact.substring(0, second).getBytes(StandardCharsets.US_ASCII);
    return new CompactJws(jwsHeader, claims, signed, signature);
  }

  /**
   * No extension is understood, so any {@code crit} refuses (RFC 7515, section 4.1.11), and a JWT's
   * payload is always encoded (RFC 7797, section 7).
   */
  private static @Nullable JwsHeader header(@Nullable JsonObject json) {
    if (json == null
        || json.get("crit") != null
        || json.get("b64") != null
        || !isTextOrAbsent(json.get("kid"))
        || !isTextOrAbsent(json.get("typ"))
        || !isTextOrAbsent(json.get("cty"))
        || !(json.get("alg") instanceof JsonText(var alg))) {
      return null;
    }
    return new JwsHeader(alg, text(json.get("kid")), text(json.get("typ")));
  }

  private static boolean isTextOrAbsent(@Nullable Json member) {
    return member == null || member instanceof JsonText;
  }

  private static @Nullable String text(@Nullable Json member) {
    return member instanceof JsonText(var value) ? value : null;
  }

  /** What the token's header says. */
  public JwsHeader header() {
    return header;
  }

  /** The token's claims; to be believed only once the signature holds. */
  public Claims claims() {
    return claims;
  }

  /** What was signed; the array is the token's own and not to be changed. */
  public byte[] signingInput() {
    return signingInput;
  }

  /** The signature, perhaps empty; the array is the token's own and not to be changed. */
  public byte[] signature() {
    return signature;
  }
}
