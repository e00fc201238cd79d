package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of other origins can read, and what of it an upstream may say. */
class CorsTest extends CrossOriginTest {

  @Test
  void aPageCanReadARefusal() {
    serve(SPEC, REFUSED);
    var answer = client.get("/orders/1", APP);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers("Access-Control-Allow-Origin"))
        .containsExactly("https://app.example.com");
    assertThat(answer.headers("Access-Control-Expose-Headers"))
        .containsExactly("ETag, Retry-After, WWW-Authenticate, X-Request-Id");
    assertThat(answer.headers("Vary")).containsExactly("Origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.com",
        "Origin: null",
        "Origin: https://app.example.com\r\nOrigin: https://app.example.com",
        "X-Other: 1"
      })
  void aStrangersPageIsToldNothingThatItCouldRead(String fields) {
    serve(SPEC, REFUSED);
    var answer = client.get("/orders/1", fields);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    assertThat(answer.header("Access-Control-Expose-Headers")).isNull();
    assertThat(answer.headers("Vary")).containsExactly("Origin");
  }

  @Test
  void aPageCanReadFaultsOfTheUpstreamAndKeysThatAreMissing() {
    serve(SPEC, new Decision.Undecided(Duration.ofSeconds(3), "idp"));
    assertReadable(client.get("/orders/1", APP), 503);
    serve(SPEC, user("u1"));
    upstream.answer("nonsense\r\n\r\n");
    assertReadable(client.get("/orders/1", APP), 502);
  }

  private static void assertReadable(RawClient.Answer answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers("Access-Control-Allow-Origin"))
        .containsExactly("https://app.example.com");
    assertThat(answer.headers("Vary")).containsExactly("Origin");
  }

  @Test
  void anUpstreamsOwnWordOnCorsGivesWay() {
    serve(SPEC, user("u1"), "AddResponseHeader=Access-Control-Allow-Origin, https://filter.com");
    upstream.answer(
        """
        HTTP/1.1 200 OK
        Content-Length: 2
        Vary: Accept-Encoding
        Access-Control-Allow-Origin: *
        access-control-allow-credentials: true
        Access-Control-Expose-Headers: Secret
        Access-Control-Max-Age: 9

        ok"""
            .replace("\n", "\r\n"));
    var answer = client.get("/orders/1", APP);
    assertReadableBeside(answer, "Accept-Encoding");
    assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
    assertThat(answer.header("Access-Control-Expose-Headers")).doesNotContain("Secret");
    assertThat(answer.header("Access-Control-Max-Age")).isNull();
    var strangers = client.get("/orders/1", "Origin: https://evil.com");
    assertThat(strangers.status()).isEqualTo(200);
    assertThat(strangers.header("Access-Control-Allow-Origin")).isNull();
    assertThat(strangers.headers("Vary")).containsExactly("Accept-Encoding", "Origin");
  }

  private static void assertReadableBeside(RawClient.Answer answer, String varying) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers("Access-Control-Allow-Origin"))
        .containsExactly("https://app.example.com");
    assertThat(answer.headers("Vary")).containsExactly(varying, "Origin");
  }

  @Test
  void variesByOriginOnce() {
    serve(SPEC, user("u1"));
    upstream.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nVary: Accept, origin\r\n\r\n");
    assertThat(client.get("/orders/1", APP).headers("Vary")).containsExactly("Accept, origin");
  }

  @Test
  void aPageCanReadWhatAFilterAnswers() {
    serve(SPEC, user("u1"), "RedirectTo=302, https://elsewhere.example.com/");
    assertReadable(client.get("/orders/1", APP), 302);
  }
}
