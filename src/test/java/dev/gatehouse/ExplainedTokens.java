package dev.gatehouse;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gatehouse.token.TestTokens;
import java.time.Duration;
import java.util.Map;

/** Tokens to be explained. */
final class ExplainedTokens {

  private static final ECKey KEY = key("k1");
  private static final ECKey STRANGER = key("k1");

  private ExplainedTokens() {}

  /** The key set that good tokens are verified with. */
  static String publishedKeys() {
    return new JWKSet(KEY.toPublicJWK()).toString();
  }

  /** A token with this defect. */
  static String token(String kind) {
    return switch (kind) {
      case "garbage" -> "x.y";
      case "encrypted" -> "a.b.c.d.e";
      case "long" -> good().claim("padding", "x".repeat(5000)).compact();
      case "slash" -> good().issuer("https://id.example.com/").compact();
      case "unsigned" -> TestTokens.unsigned("{\"alg\":\"none\"}", "{}");
      case "forged" -> complete(TestTokens.signedBy(STRANGER)).compact();
      case "unknown" -> good().header("kid", "k2").compact();
      case "expired" -> good().expiresIn(Duration.ofSeconds(-190)).compact();
      case "eternal" -> good().without("exp").compact();
      case "stranger" -> good().audience("web").compact();
      case "idToken" -> good().header("typ", "id+jwt").compact();
      case "teamless" -> good().without("team").compact();
      case "long-lived" -> good().expiresIn(Duration.ofDays(2)).compact();
      case "bound" -> good().claim("cnf", Map.of("jkt", "x")).compact();
      case "unsafe" -> good().subject("a\nb").compact();
      default -> throw new AssertionError(kind);
    };
  }

  /** A token that the policy {@code default} admits. */
  static TestTokens good() {
    return complete(TestTokens.signedBy(KEY));
  }

  private static TestTokens complete(TestTokens token) {
    return token
        .issuer("https://id.example.com")
        .audience("orders-api")
        .subject("alice")
        .issuedAt(java.time.Instant.now())
        .claim("team", "dev");
  }

  private static ECKey key(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
