package dev.gatehouse.operations;

import dev.gatehouse.policy.RequestSpan;
import dev.gatehouse.policy.Tracing;
import dev.gatehouse.request.RequestHead;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * Follows requests with OpenTelemetry, by its conventions for HTTP. A stranger's trace is not gone
 * on with, as its flag would decide what is sampled here: a new one begins, and links to it.
 */
final class OpenTelemetryTracing implements Tracing {

  private final Tracer tracer;

  OpenTelemetryTracing(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public RequestSpan arrived(RequestHead facts, boolean trusted) {
    String method = SpanAttributes.method(facts.method());
    SpanBuilder builder = tracer.spanBuilder(method).setSpanKind(SpanKind.SERVER);
    SpanContext claimed = ReceivedTrace.of(facts.headers());
    if (trusted && claimed.isValid()) {
      builder.setParent(Context.root().with(Span.wrap(claimed)));
    } else {
      builder.setNoParent();
      if (claimed.isValid()) {
        builder.addLink(withoutState(claimed));
      }
    }
    Span span = builder.startSpan();
    if (span.isRecording()) {
      span.setAttribute(SpanAttributes.METHOD, method);
      span.setAttribute(SpanAttributes.SCHEME, facts.scheme());
      SpanAttributes.server(span, facts.host());
    }
    return new TracedRequest(tracer, span, method);
  }

  /** A stranger's vendors' entries are nobody's here. */
  private static SpanContext withoutState(SpanContext claimed) {
    return SpanContext.createFromRemoteParent(
        claimed.getTraceId(),
        claimed.getSpanId(),
        claimed.getTraceFlags(),
        TraceState.getDefault());
  }
}
