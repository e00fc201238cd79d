package dev.gatehouse.token;

import static dev.gatehouse.token.TestClaims.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.token.Json.JsonNull;
import dev.gatehouse.token.Json.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimPathTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a         | {\"a\":\"x\"}",
        "a.b       | {\"a.b\":\"x\",\"a\":{\"b\":\"y\"}}",
        "a.b       | {\"a\":{\"b\":\"x\"}}",
        "a\\.b     | {\"a.b\":\"x\",\"a\":{\"b\":\"y\"}}",
        "a.b.c     | {\"a\":{\"b\":{\"c\":\"x\"}}}",
        "a.b.c     | {\"a\":{\"b.c\":\"x\",\"b\":{\"c\":\"y\"}}}",
        "a.b.c     | {\"a.b\":{\"c\":\"x\"},\"a\":{\"b\":{\"c\":\"y\"}}}",
        "a.b.c     | {\"a.b\":{\"d\":\"y\"},\"a\":{\"b\":{\"c\":\"x\"}}}",
        "a.b.c     | {\"a.b\":\"y\",\"a\":{\"b\":{\"c\":\"x\"}}}",
        "a\\.b.c   | {\"a.b\":{\"c\":\"x\"},\"a\":{\"b\":{\"c\":\"y\"}}}",
        "a\\\\b    | {\"a\\\\b\":\"x\"}",
        "https://id.example.com/roles | {\"https://id.example.com/roles\":\"x\"}",
        "resource_access.my.client.role | {\"resource_access\":{\"my.client\":{\"role\":\"x\"}}}"
      })
  void finds(String path, String json) {
    assertThat(claims(json).find(ClaimPath.parse(path))).isEqualTo(new JsonText("x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a     | {}",
        "a     | {\"A\":\"x\"}",
        "a.b   | {\"a\":\"x\"}",
        "a.b   | {\"a\":[{\"b\":\"x\"}]}",
        "a.b   | {\"a\":null}",
        "a\\.b | {\"a\":{\"b\":\"x\"}}",
        "a.b   | {\"a\":{\"c\":\"x\"},\"b\":\"x\"}"
      })
  void findsNothing(String path, String json) {
    assertThat(claims(json).find(ClaimPath.parse(path))).isNull();
  }

  @Test
  void literalNullHidesTheNestedClaim() {
    assertThat(claims("{\"a.b\":null,\"a\":{\"b\":\"x\"}}").find(ClaimPath.parse("a.b")))
        .isEqualTo(JsonNull.NULL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a\\", "a\\b", "\\", "a\\.b."})
  void refusesPath(String path) {
    assertThatThrownBy(() -> ClaimPath.parse(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + path + "'");
  }

  @Test
  void refusesPathOfMoreThanSixteenNames() {
    assertThat(ClaimPath.parse("a" + ".a".repeat(15))).isNotNull();
    assertThatThrownBy(() -> ClaimPath.parse("a" + ".a".repeat(16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 16");
  }
}
