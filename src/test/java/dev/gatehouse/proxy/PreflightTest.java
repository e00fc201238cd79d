package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.CorsSpec;
import dev.gatehouse.request.AnsweredRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which preflights are answered, and how. */
class PreflightTest extends CrossOriginTest {

  private static final String TWICE =
      APP + "\r\nAccess-Control-Request-Method: PUT\r\nAccess-Control-Request-Method: GET";

  private static final CorsSpec ANYTHING =
      new CorsSpec(
          List.of("*"), List.of("*"), List.of("*"), List.of("*"), false, Duration.ofMillis(999));

  private RawClient.Answer preflight(String... fields) {
    return client.send(RawClient.head("OPTIONS", "/orders/1", fields)).receive();
  }

  @Test
  void answersAPreflightWithoutATokenAndWithoutTheUpstream() throws Exception {
    serve(SPEC, REFUSED);
    var answer =
        preflight(
            APP,
            "Access-Control-Request-Method: PUT",
            "Access-Control-Request-Headers: authorization,content-type",
            "Access-Control-Request-Headers: , CONTENT-TYPE ,");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers("Access-Control-Allow-Origin"))
        .containsExactly("https://app.example.com");
    assertThat(answer.headers("Access-Control-Allow-Methods")).containsExactly("GET, PUT");
    assertThat(answer.headers("Access-Control-Allow-Headers"))
        .containsExactly("Authorization, Content-Type");
    assertThat(answer.headers("Access-Control-Max-Age")).containsExactly("600");
    assertThat(answer.headers("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(answer.headers("Vary"))
        .containsExactly("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    assertThat(answer.headers("X-Request-Id")).hasSize(1);
    assertThat(upstream.sawNothing()).isTrue();
    AnsweredRequest logged = application.logged(answer);
    assertThat(logged.route()).isEqualTo("r0");
    assertThat(logged.code()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://app.example.com.evil.com|PUT|",
        "Origin: https://evil-app.example.com|PUT|",
        "Origin: https://APP.example.com|PUT|",
        "Origin: https://app.example.com:443|PUT|",
        "Origin: https://app.example.com:8443|PUT|",
        "Origin: http://app.example.com|PUT|",
        "Origin: https://app.example.com/|PUT|",
        "Origin: https://app.example.com https://evil.com|PUT|",
        "Origin: https://app.example.com, https://evil.com|PUT|",
        "Origin: null|PUT|",
        "Origin:|PUT|",
        "Origin: *|PUT|",
        "Origin: \u00e4|PUT|",
        "Origin: https://app.example.com\r\nOrigin: https://evil.com|PUT|",
        "Origin: https://app.example.com|POST|",
        "Origin: https://app.example.com|put|",
        "Origin: https://app.example.com|PUT|x-evil",
        "Origin: https://app.example.com|PUT|authorization, x-evil",
        "Origin: https://app.example.com|PUT|*"
      })
  void refusesAPreflightThatAsksForMore(String preflight) throws Exception {
    serve(SPEC, user("u1"));
    String[] parts = preflight.split("\\|", -1);
    var answer =
        preflight(
            parts[0],
            "Access-Control-Request-Method: " + parts[1],
            "Access-Control-Request-Headers: " + parts[2]);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("\"code\":\"preflight_refused\"").doesNotContain("evil");
    assertThat(answer.fields())
        .noneMatch(field -> field.toLowerCase(Locale.ROOT).startsWith("access-control"));
    assertThat(answer.headers("Vary")).hasSize(1);
    assertThat(upstream.sawNothing()).isTrue();
    assertThat(application.logged(answer).code()).isEqualTo("preflight_refused");
  }

  @Test
  void anAsteriskCoversEveryOriginMethodAndHeaderEvenAuthorization() {
    serve(ANYTHING, REFUSED);
    var answer =
        preflight(
            "Origin: null",
            "Access-Control-Request-Method: PURGE",
            "Access-Control-Request-Headers: authorization, x-any");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly("*");
    assertThat(answer.headers("Access-Control-Allow-Methods")).containsExactly("*");
    assertThat(answer.headers("Access-Control-Allow-Headers")).containsExactly("*, Authorization");
    assertThat(answer.headers("Access-Control-Max-Age")).containsExactly("0");
    var refusal = client.get("/orders/1");
    assertThat(refusal.headers("Access-Control-Allow-Origin")).containsExactly("*");
    assertThat(refusal.headers("Access-Control-Expose-Headers")).containsExactly("*");
    assertThat(refusal.headers("Vary")).isEmpty();
  }

  @Test
  void allowsTheSimpleMethodsAndNoHeaderWhereNoneAreListed() {
    serve(
        new CorsSpec(
            List.of("https://app.example.com"),
            List.of(),
            List.of(),
            List.of(),
            true,
            Duration.ofHours(1)),
        REFUSED);
    var answer = preflight(APP, "Access-Control-Request-Method: POST");
    assertThat(answer.headers("Access-Control-Allow-Methods")).containsExactly("GET, HEAD, POST");
    assertThat(answer.headers("Access-Control-Allow-Headers")).isEmpty();
    assertThat(answer.headers("Access-Control-Allow-Credentials")).containsExactly("true");
    assertThat(preflight(APP, "Access-Control-Request-Method: DELETE").status()).isEqualTo(403);
    assertThat(client.get("/orders/1", APP).headers("Access-Control-Allow-Credentials"))
        .containsExactly("true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Access-Control-Request-Method: PUT",
        "Origin: https://app.example.com",
        "Origin: https://app.example.com\r\nAccess-Control-Request-Method: P T",
        "Origin: https://app.example.com\r\nAccess-Control-Request-Method:",
        TWICE
      })
  void anOptionsRequestThatIsNoPreflightNeedsAToken(String fields) {
    serve(SPEC, REFUSED);
    assertThat(preflight(fields).status()).isEqualTo(401);
    assertThat(upstream.sawNothing()).isTrue();
  }

  @Test
  void aPreflightForARouteWithoutCorsIsARequestLikeOthers() {
    serve(SPEC, REFUSED);
    var answer =
        client
            .send(RawClient.head("OPTIONS", "/plain", APP, "Access-Control-Request-Method: GET"))
            .receive();
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    assertThat(answer.header("Vary")).isNull();
  }

  @Test
  void findsTheRouteOfAPreflightByTheMethodItAsksFor() {
    serve(SPEC, REFUSED, List.of("Path=/orders/**", "Method=PUT"));
    assertThat(preflight(APP, "Access-Control-Request-Method: PUT").status()).isEqualTo(200);
    assertThat(preflight(APP, "Access-Control-Request-Method: GET").status()).isEqualTo(404);
    assertThat(preflight(APP).status()).isEqualTo(404);
  }

  @Test
  void guardsThePathOfAPreflightFirst() {
    serve(SPEC, REFUSED);
    var answer =
        client
            .send(
                RawClient.head(
                    "OPTIONS", "/orders/a%2Fb", APP, "Access-Control-Request-Method: GET"))
            .receive();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void aBodyBehindAPreflightIsNoRequest() {
    serve(SPEC, user("u1"));
    client.send(
        RawClient.head(
                "OPTIONS",
                "/orders/1",
                APP,
                "Access-Control-Request-Method: GET",
                "Content-Length: 44")
            + RawClient.head("GET", "/orders/smuggled"));
    assertThat(client.receive().status()).isEqualTo(200);
    assertThat(client.isEnded()).isTrue();
    assertThat(upstream.sawNothing()).isTrue();
  }
}
