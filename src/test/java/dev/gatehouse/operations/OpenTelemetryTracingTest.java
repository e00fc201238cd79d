package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.RequestSpan;
import dev.gatehouse.policy.UpstreamSpan;
import dev.gatehouse.policy.UpstreamSpan.TraceContext;
import dev.gatehouse.request.AnsweredRequest;
import dev.gatehouse.token.Refusal;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenTelemetryTracingTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

  private final EndedSpans spans = new EndedSpans();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder()
          .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
          .addSpanProcessor(spans)
          .build();
  private final OpenTelemetryTracing tracing = new OpenTelemetryTracing(provider.get("test"));

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void continuesTheTraceOfATrustedProxy() {
    RequestSpan span = tracing.arrived(Arriving.with("TraceParent", PARENT), true);

    assertThat(span.traceId()).isEqualTo(TRACE);
  }

  @Test
  void linksToTheTraceOfAStranger() {
    RequestSpan span = tracing.arrived(Arriving.with("traceparent", PARENT), false);
    span.answered(answered(200, null));

    assertThat(span.traceId()).isNotEqualTo(TRACE);
    assertThat(spans.only().getLinks())
        .singleElement()
        .satisfies(link -> assertThat(link.getSpanContext().getTraceId()).isEqualTo(TRACE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "nonsense",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
      })
  void beginsItsOwnTraceWhereTheReceivedOneIsMalformed(String parent) {
    RequestSpan span = tracing.arrived(Arriving.with("traceparent", parent), true);
    span.answered(answered(200, null));

    assertThat(spans.only().getParentSpanContext().isValid()).isFalse();
    assertThat(spans.only().getLinks()).isEmpty();
  }

  @Test
  void beginsItsOwnTraceWhereThereAreSeveralReceivedOnes() {
    var three = Arriving.with("traceparent", PARENT, "traceparent", PARENT, "traceparent", PARENT);

    assertThat(tracing.arrived(three, true).traceId()).isNotEqualTo(TRACE);
  }

  @Test
  void tellsTheUpstreamOfItsOwnSpan() {
    RequestSpan span =
        tracing.arrived(
            Arriving.with("traceparent", PARENT, "tracestate", "a=1", "tracestate", "b=2"), true);
    UpstreamSpan call = span.sent("GET", URI.create("http://user:secret@up.test:8080/x?token=y"));
    TraceContext told = call.context();
    call.answered(204);

    SpanData client = spans.only();
    assertThat(told)
        .isEqualTo(new TraceContext("00-" + TRACE + "-" + client.getSpanId() + "-01", "a=1,b=2"));
    assertThat(client.getAttributes().toString())
        .contains("server.address=up.test", "server.port=8080")
        .doesNotContain("secret", "token");
  }

  @Test
  void tellsDecisionAndRefusal() {
    RequestSpan span = tracing.arrived(Arriving.with(), false);
    span.decided(new Decision.Refused(Refusal.TOKEN_EXPIRED, "main"));
    span.answered(answered(401, "token_expired"));

    assertThat(attribute("gatehouse.decision")).isEqualTo("refused");
    assertThat(attribute("gatehouse.code")).isEqualTo("token_expired");
    assertThat(spans.only().getName()).isEqualTo("GET orders");
    assertThat(spans.only().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void takesAFaultOfOursForAnError() {
    tracing.arrived(Arriving.with(), false).answered(answered(504, "upstream_timeout"));

    assertThat(attribute("error.type")).isEqualTo("upstream_timeout");
    assertThat(spans.only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void takesAnUpstreamsFaultForAnError() {
    tracing.arrived(Arriving.with(), false).answered(answered(500, null));

    assertThat(attribute("error.type")).isEqualTo("500");
  }

  @ParameterizedTest
  @CsvSource({
    "api.test, api.test,",
    "api.test:8443, api.test, 8443",
    "[::1], [::1],",
    "[::1]:80, [::1], 80",
    "api.test:, api.test:,",
    "api.test:123456, api.test:123456,",
    "api.test:x, api.test:x,",
  })
  void tellsTheServerThatWasAskedFor(String host, String address, @Nullable Long port) {
    tracing.arrived(Arriving.at(host), false).answered(answered(200, null));

    assertThat(attribute("server.address")).isEqualTo(address);
    assertThat(spans.only().getAttributes().get(AttributeKey.longKey("server.port")))
        .isEqualTo(port);
  }

  private @Nullable String attribute(String name) {
    return spans.only().getAttributes().get(AttributeKey.stringKey(name));
  }

  private static AnsweredRequest answered(int status, @Nullable String code) {
    return new AnsweredRequest(
        Instant.EPOCH,
        Duration.ZERO,
        "r1",
        "192.0.2.1",
        "GET",
        "/orders",
        status,
        "orders",
        "default",
        "main",
        code,
        null,
        null,
        null);
  }
}
