package dev.gatehouse.operations;

import dev.gatehouse.policy.UpstreamSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.jspecify.annotations.Nullable;

/** An exchange with an upstream that OpenTelemetry follows. */
final class TracedExchange implements UpstreamSpan {

  private static final TextMapSetter<Written> SETTER =
      (written, name, value) -> {
        if (written != null) {
          written.set(name, value);
        }
      };

  private final Span span;

  TracedExchange(Span span) {
    this.span = span;
  }

  @Override
  public TraceContext context() {
    var written = new Written();
    W3CTraceContextPropagator.getInstance().inject(Context.root().with(span), written, SETTER);
    return new TraceContext(written.parent, written.state);
  }

  @Override
  public void answered(int status) {
    if (status > 0) {
      span.setAttribute(SpanAttributes.STATUS, status);
    }
    if (status >= 400) {
      fail(String.valueOf(status));
    }
    span.end();
  }

  @Override
  public void failed(String code) {
    fail(code);
    span.end();
  }

  @Override
  public void abandoned() {
    span.end();
  }

  private void fail(String type) {
    span.setAttribute(SpanAttributes.ERROR, type);
    span.setStatus(StatusCode.ERROR);
  }

  /** The two headers, as they are written. */
  private static final class Written {

    private String parent = "";
    private @Nullable String state;

    void set(String name, String value) {
      if (name.equals(TraceContext.PARENT)) {
        parent = value;
      } else {
        state = value;
      }
    }
  }
}
