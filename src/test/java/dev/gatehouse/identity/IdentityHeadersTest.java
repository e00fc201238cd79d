package dev.gatehouse.identity;

import static dev.gatehouse.token.TestClaims.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.token.ClaimPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityHeadersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"dev\"                | dev",
        "\"a b, c%\"            | a b, c%",
        "\"\"                   | ``",
        "9007199254740993       | 9007199254740993",
        "-5                     | -5",
        "1.10                   | 1.10",
        "1E5                    | 1E5",
        "true                   | true",
        "false                  | false",
        "[]                     | ``",
        "[\"\"]                 | ``",
        "[\"a\"]                | a",
        "[\"a\",\"b\"]          | a,b",
        "[\"a\",1.50,true]      | a,1.50,true",
        "[\"a b\",\"c\"]        | a b,c",
        "[\"a,admin\",\"b\"]    | a%2Cadmin,b",
        "[\"100%\",\"%2C\"]     | 100%25,%252C",
        "[\"\",\"\"]            | ,",
        "[\"a\",null]           | [\"a\",null]",
        "[\"a\",[\"b\"]]        | [\"a\",[\"b\"]]",
        "[{\"a\":1}]            | [{\"a\":1}]",
        "{}                     | {}",
        "{ \"b\" : 1.0, \"a\" : [ null, \"x\\n\" ] } | {\"b\":1.0,\"a\":[null,\"x\\n\"]}"
      })
  void writesText(String claim, String header) {
    assertThat(render(Encoding.TEXT, claim)).isEqualTo(header);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"dev\"                | \"dev\"",
        "\"\"                   | \"\"",
        "[]                     | []",
        "-5                     | -5",
        "9007199254740993       | 9007199254740993",
        "true                   | true",
        "[ \"a,b\" , null ]     | [\"a,b\",null]",
        "\"a\\\"b\\\\c\\/\"     | \"a\\\"b\\\\c/\"",
        "\"\\r\\n\\t\\b\\f\\u0000\\u001f\" | \"\\r\\n\\t\\b\\f\\u0000\\u001f\"",
        "\"\\u007f\\u0080\\u009f\" | \"\\u007f\\u0080\\u009f\"",
        "\"\\ud800x\\udc00\"    | \"\\ud800x\\udc00\"",
        "{\"\\u0085\":\" \"}    | {\"\\u0085\":\" \"}"
      })
  void writesJson(String claim, String header) {
    assertThat(render(Encoding.JSON, claim)).isEqualTo(header);
    assertThat(render(Encoding.BASE64URL, claim))
        .isEqualTo(
            java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(header.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void writesUtf8OneCharacterAnOctet() {
    String claim = "\"Zo\u00eb \u2603 \ud83d\ude00\"";
    String octets = "Zo\u00c3\u00ab \u00e2\u0098\u0083 \u00f0\u009f\u0098\u0080";

    assertThat(render(Encoding.TEXT, claim)).isEqualTo(octets);
    assertThat(render(Encoding.JSON, claim)).isEqualTo('"' + octets + '"');
    assertThat(render(Encoding.TEXT, "[" + claim + "]")).isEqualTo(octets);
    assertThat(render(Encoding.BASE64URL, "\"\u00ff?~\"")).isEqualTo("IsO_P34i");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\\r\\nX-Admin: true",
        "a\\nb",
        "a\\u0000b",
        "a\\tb",
        "a\\u001fb",
        "a\\u007fb",
        "a\\u0080b",
        "a\\u0085b",
        "a\\u009fb",
        " a",
        "a ",
        " ",
        "\\u00a0a",
        "a\\u2003",
        "a\\u3000",
        "\\u2028a",
        "\\ud800",
        "a\\udc00b",
        "\\udc00\\ud800",
        "\\ud83d\\ud83d\\ude00"
      })
  void refusesTextThatNoHeaderCanHold(String text) {
    assertThat(tryRender(Encoding.TEXT, "\"" + text + "\"")).isNull();
    assertThat(tryRender(Encoding.TEXT, "[\"" + text + "\"]")).isNull();
    assertThat(tryRender(Encoding.JSON, "\"" + text + "\"")).isNotNull();
    assertThat(tryRender(Encoding.BASE64URL, "\"" + text + "\"")).isNotNull();
    assertThat(tryRender(Encoding.TEXT, "{\"a\":\"" + text + "\"}")).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void absentOrNullClaimHasNoHeader(Encoding encoding) {
    assertThat(tryRender(encoding, "null")).isEmpty();
    assertThat(headers(encoding, "other").render(claims("{\"claim\":1}"))).isEmpty();
  }

  @Test
  void writesHeadersInTheirOrder() {
    var headers =
        IdentityHeaders.of(
            List.of(
                new ClaimToHeader(ClaimPath.parse("sub"), "X-User", Encoding.TEXT),
                new ClaimToHeader(ClaimPath.parse("none"), "X-None", Encoding.TEXT),
                new ClaimToHeader(ClaimPath.parse("realm.roles"), "X-Roles", Encoding.TEXT)));

    assertThat(headers.render(claims("{\"realm\":{\"roles\":[\"a\",\"b\"]},\"sub\":\"u\"}")))
        .containsExactly(new HeaderField("X-User", "u"), new HeaderField("X-Roles", "a,b"));
  }

  @Test
  void oneUnsafeClaimRefusesAll() {
    var headers =
        IdentityHeaders.of(
            List.of(
                new ClaimToHeader(ClaimPath.parse("sub"), "X-User", Encoding.TEXT),
                new ClaimToHeader(ClaimPath.parse("bad"), "X-Bad", Encoding.TEXT)));

    assertThat(headers.render(claims("{\"sub\":\"u\",\"bad\":\"\\n\"}"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X User", "X-User:", "X-User\r\n", "X-\u00fc"})
  void refusesWhatIsNoHeaderName(String name) {
    assertThatThrownBy(() -> new ClaimToHeader(ClaimPath.parse("sub"), name, Encoding.TEXT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("header");
  }

  private static String render(Encoding encoding, String claim) {
    return tryRender(encoding, claim).getFirst().value();
  }

  private static @Nullable List<HeaderField> tryRender(Encoding encoding, String claim) {
    return headers(encoding, "claim").render(claims("{\"claim\":" + claim + "}"));
  }

  private static IdentityHeaders headers(Encoding encoding, String claim) {
    return IdentityHeaders.of(List.of(new ClaimToHeader(ClaimPath.parse(claim), "X-H", encoding)));
  }
}
