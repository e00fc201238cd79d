package dev.gatehouse.operations;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.RequestSpan;
import dev.gatehouse.policy.UpstreamSpan;
import dev.gatehouse.request.AnsweredRequest;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A request that OpenTelemetry follows. Neither its query nor any header is told. */
final class TracedRequest implements RequestSpan {

  private final Tracer tracer;
  private final Span span;
  private final String method;

  /**
   * @param method the method as spans tell it
   */
  TracedRequest(Tracer tracer, Span span, String method) {
    this.tracer = tracer;
    this.span = span;
    this.method = method;
  }

  @Override
  public String traceId() {
    return span.getSpanContext().getTraceId();
  }

  @Override
  public void decided(Decision decision) {
    if (span.isRecording()) {
      span.setAttribute(SpanAttributes.DECISION, DecisionSeries.of(decision).outcome());
    }
  }

  @Override
  public UpstreamSpan sent(String sentMethod, URI url) {
    String sent = SpanAttributes.method(sentMethod);
    Span call =
        tracer
            .spanBuilder(SpanAttributes.nameOf(sent))
            .setSpanKind(SpanKind.CLIENT)
            .setParent(Context.root().with(span))
            .startSpan();
    if (call.isRecording()) {
      call.setAttribute(SpanAttributes.METHOD, sent);
      call.setAttribute(SpanAttributes.SCHEME, url.getScheme());
      // without what a URI may hold before its host: a password
      String port = url.getPort() < 0 ? "" : ":" + url.getPort();
      SpanAttributes.server(call, url.getHost() + port);
    }
    return new TracedExchange(call);
  }

  @Override
  public void answered(AnsweredRequest request) {
    if (span.isRecording()) {
      describe(request);
    }
    span.end();
  }

  private void describe(AnsweredRequest request) {
    String name = SpanAttributes.nameOf(method);
    span.updateName(request.route() == null ? name : name + " " + request.route());
    set(SpanAttributes.ROUTE, request.route());
    set(SpanAttributes.PATH, request.rawPath());
    set(SpanAttributes.CLIENT, request.client());
    set(SpanAttributes.REQUEST_ID, request.requestId());
    set(SpanAttributes.POLICY, request.policy());
    set(SpanAttributes.PROVIDER, request.provider());
    set(SpanAttributes.CODE, request.code() == null ? request.wouldRefuse() : request.code());
    if (request.status() > 0) {
      span.setAttribute(SpanAttributes.STATUS, request.status());
    }
    if (request.status() >= 500) {
      // a client's mistake is none of the server's
      set(
          SpanAttributes.ERROR,
          request.code() == null ? String.valueOf(request.status()) : request.code());
      span.setStatus(StatusCode.ERROR);
    }
  }

  private void set(AttributeKey<String> attribute, @Nullable String value) {
    if (value != null) {
      span.setAttribute(attribute, value);
    }
  }
}
