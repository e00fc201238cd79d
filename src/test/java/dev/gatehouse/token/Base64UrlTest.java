package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64UrlTest {

  private final Random random = new Random(1);

  @Test
  void decodesWhatOthersEncode() {
    for (int length = 0; length < 100; length++) {
      byte[] octets = new byte[length];
      random.nextBytes(octets);
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
      assertThat(Base64Url.decode("." + text + ".", 1, 1 + text.length())).isEqualTo(octets);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AAAAA", "AB", "A_", "AAB", "AA_", "AAAAAB", "AAAAAAB"})
  void hasOneSpellingForEverything(String stray) {
    assertThat(decoded(stray)).isNull();
  }

  @Test
  void takesNoOtherCharacterAnywhere() {
    for (int length : new int[] {2, 3, 4, 6, 7, 8, 12}) {
      for (int at = 0; at < length; at++) {
        for (char c : "+/=.\n \0~\u0080\u00ff\u0141\uff21".toCharArray()) {
          var text = new StringBuilder("A".repeat(length));
          text.setCharAt(at, c);
          assertThat(decoded(text.toString())).as("%s", text).isNull();
        }
      }
    }
  }

  private static byte[] decoded(String text) {
    return Base64Url.decode(text, 0, text.length());
  }
}
