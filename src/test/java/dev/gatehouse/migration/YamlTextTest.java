package dev.gatehouse.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class YamlTextTest {

  @ParameterizedTest
  @CsvSource({
    "orders, orders",
    "https://id.example.com/a, https://id.example.com/a",
    "http://orders:8080, http://orders:8080",
    "5m, 5m",
    "true, \"true\"",
    "No, \"No\"",
    "1e3, \"1e3\"",
    "12, \"12\"",
    "-, \"-\"",
  })
  void quotesWhereAReaderWouldTakeATextForSomethingElse(String text, String yaml) {
    assertThat(YamlText.scalar(text)).isEqualTo(yaml);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a: b",
        "a #b",
        "a:",
        "x\npolicy: none",
        "x\r\npolicy: none",
        "x\u0085policy: none",
        "x\u2028policy: none",
        "\u202Etxet",
        "a'b",
        "a\"b",
        "a\\\"b",
        "a', b: '",
        "a\", b: \"",
        "}, { header: x",
        "], [",
        "*alias",
        "&anchor",
        "!!java.net.URL x",
        "%YAML",
        "---",
        "@at",
        "`x`",
        "$\\{HOME}",
        "tab\there",
        "nul\u0000",
        "\uFEFF",
        "ünïcode 漢字 😀",
        "~",
        "1:20",
        "0x1F",
        "2001-01-01",
        "<<",
        "="
      })
  void whatIsWrittenIsReadAsThatVeryText(String text) {
    assertThat(new Yaml().<Object>load(YamlText.scalar(text))).isEqualTo(text);
    assertThat(new Yaml().<Object>load(YamlText.list(List.of(text, "b"))))
        .isEqualTo(List.of(text, "b"));
    assertThat(new Yaml().<Object>load("{ k: " + YamlText.scalar(text) + ", z: y }"))
        .isEqualTo(Map.of("k", text, "z", "y"));
  }

  @Test
  void aCommentNeverEndsItsLine() {
    String comment = YamlText.comment("a\nb: c\r\u0085\u2028\u2029\u0000\u001b[31m");
    assertThat(comment).isEqualTo("# a?b: c??????[31m");
    assertThat(comment.lines().count()).isEqualTo(1);
    assertThat(new Yaml().<Object>load(comment)).isNull();
  }
}
