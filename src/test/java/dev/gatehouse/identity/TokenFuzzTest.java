package dev.gatehouse.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.token.ClaimPath;
import dev.gatehouse.token.CompactJws;
import dev.gatehouse.token.RawToken;
import dev.gatehouse.token.TestTokens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a token holds, reading and rendering it throws nothing. */
class TokenFuzzTest {

  private static final int ROUNDS = 20_000;
  private static final int MAX_LENGTH = 4096;
  private static final String HEADER = "{\"alg\":\"ES256\",\"kid\":\"\\u00e9k\",\"typ\":\"JWT\"}";
  private static final String PAYLOAD =
      "{\"iss\":\"https://id\",\"aud\":[\"a\",\"b\"],\"exp\":1.5e9,\"nbf\":0,\"n\":-12.50,"
          + "\"o\":{\"a.b\":[true,null,{\"c\":\"\\ud83d\\ude00 \u20ac\"}]},\"t\":\"a,b%\\n\"}";

  private static final IdentityHeaders HEADERS =
      IdentityHeaders.of(
          List.of(
              new ClaimToHeader(ClaimPath.parse("t"), "X-T", Encoding.TEXT),
              new ClaimToHeader(ClaimPath.parse("aud"), "X-Aud", Encoding.TEXT),
              new ClaimToHeader(ClaimPath.parse("o.a.b"), "X-O", Encoding.JSON),
              new ClaimToHeader(ClaimPath.parse("o"), "X-B", Encoding.BASE64URL),
              new ClaimToHeader(ClaimPath.parse("n"), "X-N", Encoding.TEXT)));

  private final Random random = new Random(7_515);

  @Test
  void mutatedJsonThrowsNothing() {
    int parsed = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String token =
          TestTokens.base64(mutated(HEADER, i % 3 == 0))
              + "."
              + TestTokens.base64(mutated(PAYLOAD, i % 3 != 0))
              + ".AAAA";
      parsed += isReadAndRendered(token) ? 1 : 0;
    }
    assertThat(parsed).as("mutations that still parse").isBetween(100, ROUNDS - 100);
  }

  @Test
  void mutatedCompactFormThrowsNothing() {
    String token = TestTokens.forged(HEADER, PAYLOAD, new byte[64]);
    for (int i = 0; i < ROUNDS; i++) {
      isReadAndRendered(new String(mutated(token, true), StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void randomOctetsThrowNothing() {
    for (int i = 0; i < ROUNDS; i++) {
      var octets = new byte[random.nextInt(200)];
      random.nextBytes(octets);
      isReadAndRendered(new String(octets, StandardCharsets.ISO_8859_1));
      isReadAndRendered(TestTokens.base64(HEADER) + "." + TestTokens.base64(octets) + ".");
    }
  }

  private static boolean isReadAndRendered(String compact) {
    CompactJws jws = CompactJws.parse(new RawToken(compact), MAX_LENGTH);
    if (jws == null) {
      return false;
    }
    List<HeaderField> lines = HEADERS.render(jws.claims());
    if (lines != null) {
      for (HeaderField line : lines) {
        assertHeaderSafe(line.value());
      }
    }
    return true;
  }

  private static void assertHeaderSafe(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c == 0x7f || c > 0xff) {
        fail("control character or no octet in a header");
      }
    }
  }

  /** Turns, doubles, cuts out or swaps a few octets. */
  private byte[] mutated(String text, boolean mutate) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    for (int i = mutate ? 1 + random.nextInt(3) : 0; i > 0 && octets.length > 0; i--) {
      int at = random.nextInt(octets.length);
      octets =
          switch (random.nextInt(4)) {
            case 0 -> with(octets, at, (byte) random.nextInt(256));
            case 1 -> with(octets, at, (byte) "{}[]\":,\\.0eE-+ut".charAt(random.nextInt(16)));
            case 2 -> spliced(octets, at, Math.min(octets.length, at + 1 + random.nextInt(8)), 0);
            default -> spliced(octets, at, at, random.nextInt(octets.length - at));
          };
    }
    return octets;
  }

  private static byte[] with(byte[] octets, int at, byte octet) {
    octets[at] = octet;
    return octets;
  }

  /** Leaves out what lies between the two, and doubles so many octets from the first on. */
  private static byte[] spliced(byte[] octets, int from, int to, int doubled) {
    var out = new byte[octets.length - (to - from) + doubled];
    System.arraycopy(octets, 0, out, 0, from);
    System.arraycopy(octets, from, out, from, doubled);
    System.arraycopy(octets, to, out, from + doubled, octets.length - to);
    return out;
  }
}
