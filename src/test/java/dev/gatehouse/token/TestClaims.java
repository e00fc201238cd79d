package dev.gatehouse.token;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Claims for tests, without a token around them. */
public final class TestClaims {

  private TestClaims() {}

  /** The claims in this JSON text. */
  public static Claims claims(String json) {
    return Objects.requireNonNull(Claims.read(json.getBytes(StandardCharsets.UTF_8)));
  }
}
