package dev.gatehouse.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.token.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErrorRendererTest {

  private static final ErrorRenderer PROBLEM = ErrorRenderer.of(ErrorFormat.PROBLEM);
  private static final ErrorRenderer TEXT = ErrorRenderer.of(ErrorFormat.TEXT);
  private static final ErrorRenderer JSON = ErrorRenderer.of(ErrorFormat.JSON);
  private static final ErrorRenderer GRPC = ErrorRenderer.grpc(ErrorFormat.PROBLEM);

  @Test
  void rendersProblemDetails() {
    Answer answer = PROBLEM.refusal(new Refused(Refusal.TOKEN_EXPIRED, null), "default", "r-1");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(headers(answer)).containsEntry("Content-Type", "application/problem+json");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"type":"urn:gatehouse:error:token_expired","title":"Unauthorized","status":401,\
            "detail":"Jwt is expired","instance":"r-1","code":"token_expired"}""");
  }

  @Test
  void rendersTheDetailAloneAsText() {
    Answer answer = TEXT.refusal(new Refused(Refusal.TOKEN_MISSING, null), "default", "r-1");
    assertThat(headers(answer)).containsEntry("Content-Type", "text/plain; charset=utf-8");
    assertThat(answer.body()).isEqualTo("Jwt is missing");
  }

  @Test
  void rendersJson() {
    Answer answer = JSON.refusal(new Refused(Refusal.TOKEN_MISSING, null), "default", "r-1");
    assertThat(headers(answer)).containsEntry("Content-Type", "application/json");
    assertThat(answer.body()).isEqualTo("{\"error\": \"Jwt is missing\"}");
  }

  @Test
  void challengesWithoutAnErrorWhereNoTokenWasSent() {
    Answer answer = PROBLEM.refusal(new Refused(Refusal.TOKEN_MISSING, null), "default", "r-1");
    assertThat(headers(answer)).containsEntry("WWW-Authenticate", "Bearer realm=\"default\"");
  }

  @ParameterizedTest
  @CsvSource({
    "TOKEN_MALFORMED, invalid_token, Jwt is malformed",
    "MULTIPLE_TOKENS, invalid_request, More than one Jwt was sent"
  })
  void challengesWithTheError(Refusal refusal, String error, String description) {
    Answer answer = PROBLEM.refusal(new Refused(refusal, null), "default", "r-1");
    assertThat(headers(answer))
        .containsEntry(
            "WWW-Authenticate",
            "Bearer realm=\"default\", error=\"%s\", error_description=\"%s\""
                .formatted(error, description));
  }

  @Test
  void namesTheMissingScopesInTheChallenge() {
    var refused = new Refused(Refusal.SCOPE_INSUFFICIENT, "main", List.of("a", "b:x"));
    Answer answer = PROBLEM.refusal(refused, "default", "r-1");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(headers(answer))
        .containsEntry(
            "WWW-Authenticate",
            "Bearer realm=\"default\", error=\"insufficient_scope\","
                + " error_description=\"Jwt lacks a required scope\", scope=\"a b:x\"");
  }

  @Test
  void challengesNobodyWhoIsDeniedAccess() {
    Answer answer = PROBLEM.refusal(new Refused(Refusal.ACCESS_DENIED, "main"), "default", "r-1");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(headers(answer)).doesNotContainKey("WWW-Authenticate");
  }

  @Test
  void quotesTheRealm() {
    Answer answer =
        PROBLEM.refusal(new Refused(Refusal.TOKEN_MISSING, null), "a\"b\\c\r\nd\u00e9", "r-1");
    assertThat(headers(answer))
        .containsEntry("WWW-Authenticate", "Bearer realm=\"a\\\"b\\\\c  d\u00c3\u00a9\"");
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void noAnswerIsStored(Refusal refusal) {
    Answer answer = PROBLEM.refusal(new Refused(refusal, null), "default", "r-1");
    assertThat(headers(answer)).containsEntry("Cache-Control", "no-store");
    JsonNode problem = JsonMapper.shared().readTree(answer.body());
    assertThat(problem.get("code").asString()).isEqualTo(refusal.code());
    assertThat(problem.get("status").asInt()).isEqualTo(refusal.status());
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 1", "PT1S, 1", "PT1.001S, 2", "PT30S, 30"})
  void tellsWhenToAskAgainForKeysInWholeSeconds(Duration retryAfter, String seconds) {
    Answer answer = PROBLEM.keysUnavailable(retryAfter, "r-1");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(headers(answer))
        .containsEntry("Retry-After", seconds)
        .doesNotContainKey("WWW-Authenticate");
    assertThat(JsonMapper.shared().readTree(answer.body()).get("code").asString())
        .isEqualTo("keys_unavailable");
  }

  @ParameterizedTest
  @CsvSource({
    "REQUEST_REJECTED, request_rejected, 400",
    "ROUTE_NOT_FOUND, route_not_found, 404",
    "REQUEST_TIMEOUT, request_timeout, 408",
    "BODY_TOO_LARGE, body_too_large, 413",
    "REQUEST_LINE_TOO_LONG, headers_too_large, 414",
    "HEADERS_TOO_LARGE, headers_too_large, 431",
    "INTERNAL_ERROR, internal_error, 500",
    "UPSTREAM_UNREACHABLE, upstream_unreachable, 502",
    "OVERLOADED, overloaded, 503",
    "UPSTREAM_TIMEOUT, upstream_timeout, 504"
  })
  void rendersFaults(Fault fault, String code, int status) {
    Answer answer = PROBLEM.fault(fault, "r-1");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(headers(answer)).doesNotContainKey("WWW-Authenticate");
    JsonNode problem = JsonMapper.shared().readTree(answer.body());
    assertThat(problem.get("code").asString()).isEqualTo(code);
    assertThat(problem.get("detail").asString()).isEqualTo(fault.detail());
    assertThat(problem.get("instance").asString()).isEqualTo("r-1");
  }

  @Test
  void neverEchoesControlCharacters() {
    Answer answer = TEXT.fault(Fault.REQUEST_REJECTED, "bad \r\n\u001b[31m\u00e9", "r-1");
    assertThat(answer.body()).isEqualTo("bad ???[31m?");
  }

  @Test
  void escapesWhatJsonCannotHold() {
    assertThat(QuotedText.appendJson(new StringBuilder(), "\"\\\n\u00e9\u007f").toString())
        .isEqualTo("\"\\\"\\\\\\u000a\\u00e9\\u007f\"");
  }

  @Test
  void answersGrpcWithAStatus() {
    Answer answer = GRPC.refusal(new Refused(Refusal.TOKEN_EXPIRED, null), "default", "r-1");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(headers(answer))
        .containsEntry("Content-Type", "application/grpc")
        .containsEntry("grpc-status", "16")
        .containsEntry("grpc-message", "Jwt is expired");
  }

  @Test
  void answersGrpcAsUnavailableWhereKeysOrUpstreamAre() {
    assertThat(headers(GRPC.keysUnavailable(Duration.ofSeconds(1), "r-1")))
        .containsEntry("grpc-status", "14");
    assertThat(headers(GRPC.fault(Fault.UPSTREAM_TIMEOUT, "r-1")))
        .containsEntry("grpc-status", "14");
  }

  @Test
  void leavesToHttpWhatGrpcHasNoStatusFor() {
    assertThat(GRPC.fault(Fault.ROUTE_NOT_FOUND, "r-1").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"application/grpc, true", "Application/GRPC+proto, true", "application/json, false"})
  void knowsGrpcByItsContentType(String contentType, boolean grpc) {
    assertThat(ErrorRenderer.isGrpc(contentType)).isEqualTo(grpc);
  }

  @Test
  void takesNoContentTypeForGrpc() {
    assertThat(ErrorRenderer.isGrpc(null)).isFalse();
  }

  private static Map<String, String> headers(Answer answer) {
    return answer.headers().stream()
        .collect(Collectors.toMap(HeaderField::name, HeaderField::value));
  }
}
