package dev.gatehouse.token;

import static dev.gatehouse.token.TestTokens.base64;
import static dev.gatehouse.token.TestTokens.unsigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.token.Json.JsonNumber;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strict JSON, as tokens bring it. */
class JsonReaderTest {

  private static final int MAX_LENGTH = 16 * 1024;
  private static final String HEADER = "{\"alg\":\"ES256\"}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "true",
        "1",
        "\"sub\"",
        "[]",
        "[{}]",
        "{",
        "}",
        "{}}",
        "{}{}",
        "{} x",
        "{},",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 /* c */}",
        "{\"a\":1} // c",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":0x10}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\ud8\"}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":tru}",
        "\ufeff{}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{\"a\":[{\"b\":1,\"b\":2}]}"
      })
  void refusesWhatIsNotOneStrictJsonObject(String payload) {
    assertMalformed(unsigned(HEADER, payload));
  }

  @Test
  void refusesInvalidUtf8() {
    byte[][] names = {
      {(byte) 0xff},
      {(byte) 0xc3}, // cut off
      {(byte) 0xc0, (byte) 0xa2}, // an overlong quotation mark
      {(byte) 0xe0, (byte) 0x80, (byte) 0xaf},
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, // half a surrogate pair
      {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80} // beyond Unicode
    };
    for (byte[] name : names) {
      String inside = new String(name, StandardCharsets.ISO_8859_1);
      byte[] payload = ("{\"" + inside + "\":1}").getBytes(StandardCharsets.ISO_8859_1);
      assertMalformed(base64(HEADER) + "." + base64(payload) + ".");
    }
  }

  @Test
  void refusesJsonInAnotherEncoding() {
    for (var charset :
        new Charset[] {
          StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16
        }) {
      assertMalformed(base64(HEADER) + "." + base64("{}".getBytes(charset)) + ".");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void refusesTenThousandDeepJson(String opening) {
    String payload = "{\"a\":" + opening.repeat(10_000);
    RawToken token = new RawToken(unsigned(HEADER, payload));

    assertThat(CompactJws.parse(token, Integer.MAX_VALUE)).isNull();
  }

  @Test
  void boundsDepthAtThirtyTwo() {
    assertThat(parse(unsigned(HEADER, "{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}")))
        .isNotNull();
    assertMalformed(unsigned(HEADER, "{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}"));
  }

  @Test
  void boundsNumbers() {
    assertThat(parse(unsigned(HEADER, "{\"a\":" + "1".repeat(128) + "}"))).isNotNull();
    assertMalformed(unsigned(HEADER, "{\"a\":" + "1".repeat(129) + "}"));
    assertMalformed(unsigned(HEADER, "{\"a\":0." + "1".repeat(200) + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9007199254740993", "-5", "-0", "1.10", "1E5", "1e-7", "18446744073709551616"})
  void keepsNumbersAsWritten(String number) {
    assertThat(parse(unsigned(HEADER, "{\"n\":" + number + "}")).claims().json().get("n"))
        .isEqualTo(new JsonNumber(number));
  }

  private static CompactJws parse(String compact) {
    CompactJws jws = tryParse(compact);
    assertThat(jws).isNotNull();
    return jws;
  }

  private static void assertMalformed(String compact) {
    assertThat(tryParse(compact)).isNull();
  }

  private static @Nullable CompactJws tryParse(String compact) {
    return CompactJws.parse(new RawToken(compact), MAX_LENGTH);
  }
}
