package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenHasherTest {

  private final TokenHasher hasher = new TokenHasher();

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        700,
        TokenHasher.PART - 1,
        TokenHasher.PART,
        TokenHasher.PART + 1,
        3 * TokenHasher.PART,
        100_000
      })
  void isTheSha256OfTheWholeCompactForm(int length) {
    String token = octets(length);
    TokenHash expected =
        TokenHash.read(TokenHasher.sha256().digest(token.getBytes(StandardCharsets.ISO_8859_1)));
    assertThat(hasher.hash(new RawToken(token))).isEqualTo(expected);
    assertThat(hasher.hash(new RawToken("Bearer " + token + " ", 7, 7 + length)))
        .isEqualTo(expected);
  }

  @Test
  void isNotThatOfWhatItHashedBefore() {
    hasher.hash(new RawToken(octets(1_000)));
    assertThat(hasher.hash(new RawToken("a.b.c")))
        .isEqualTo(new TokenHasher().hash(new RawToken("a.b.c")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b.\u0163", "a.b.\ud83d", "a.b.\ud83d\ude00", "\u0161.b.c"})
  void isNeverThatOfATokenForACharacterThatIsNoOctet(String other) {
    assertThat(hasher.hash(new RawToken(other))).isNotEqualTo(hasher.hash(new RawToken("a.b.c")));
    assertThat(hasher.hash(new RawToken(other)))
        .isNotEqualTo(hasher.hash(new RawToken(lowOctets(other))));
  }

  /** A pair of characters for one sign, the first the last of a part. */
  @Test
  void hashesAPairThatStandsAcrossTwoParts() {
    String pair = "a".repeat(TokenHasher.PART - 1) + "\ud83d\ude00";
    assertThat(hasher.hash(new RawToken(pair)))
        .isNotEqualTo(hasher.hash(new RawToken(lowOctets(pair))));
  }

  private static String octets(int length) {
    var octets = new StringBuilder();
    for (int i = 0; i < length; i++) {
      octets.append((char) (i * 31 & 0xff));
    }
    return octets.toString();
  }

  private static String lowOctets(String text) {
    var octets = new StringBuilder();
    text.chars().forEach(c -> octets.append((char) (c & 0xff)));
    return octets.toString();
  }
}
