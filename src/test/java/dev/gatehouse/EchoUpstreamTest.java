package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoUpstreamTest {

  private final EchoUpstream upstream = EchoUpstream.startNear(0);

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void answersHeadersAsGoHttpbinDoes() throws IOException {
    String answer =
        get("/headers", "host: example.org", "x-team: dev", "Accept: a", "X-TEAM: \"ops\"");

    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("\r\ncontent-type: application/json; charset=utf-8\r\n")
        .endsWith(
            """
            {
              "headers": {
                "Accept": [
                  "a"
                ],
                "Connection": [
                  "close"
                ],
                "Host": [
                  "example.org"
                ],
                "X-Team": [
                  "dev",
                  "\\"ops\\""
                ]
              }
            }
            """);
  }

  @Test
  void readsValuesAsUtf8() throws IOException {
    assertThat(get("/headers", "Host: a", "X-Name: Zoë")).contains("\"Zoë\"");
  }

  @Test
  void hasNothingElse() throws IOException {
    assertThat(get("/other", "Host: a")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void takesAFreePortWhereItsOwnIsTaken() {
    try (EchoUpstream second = EchoUpstream.startNear(upstream.port())) {
      assertThat(second.port()).isNotZero().isNotEqualTo(upstream.port());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x-team, X-Team",
    "X-REQUEST-ID, X-Request-Id",
    "x_user.id, X_user.id",
    "te, Te",
    "ärger-x, ärger-x"
  })
  void spellsNamesAsGoDoes(String name, String spelled) {
    assertThat(EchoUpstream.canonical(name)).isEqualTo(spelled);
  }

  private String get(String path, String... fields) throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", fields);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), upstream.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((head + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
