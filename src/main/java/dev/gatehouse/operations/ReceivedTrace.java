package dev.gatehouse.operations;

import dev.gatehouse.policy.UpstreamSpan.TraceContext;
import dev.gatehouse.request.HeaderFields;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a request says it is part of (W3C Trace Context). Two lines of {@code traceparent}
 * are none; lines of {@code tracestate} are one list.
 */
final class ReceivedTrace implements BiConsumer<String, String> {

  private static final TextMapGetter<ReceivedTrace> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(ReceivedTrace received) {
          return List.of(TraceContext.PARENT, TraceContext.STATE);
        }

        @Override
        public @Nullable String get(@Nullable ReceivedTrace received, String key) {
          if (received == null) {
            return null;
          }
          return key.equals(TraceContext.PARENT) ? received.parent : received.state;
        }
      };

  private @Nullable String parent;
  private @Nullable String state;
  private boolean twice;

  private ReceivedTrace() {}

  /** The span that the request comes from; invalid where it names none. */
  static SpanContext of(HeaderFields headers) {
    var received = new ReceivedTrace();
    headers.forEach(received);
    if (received.parent == null || received.twice) {
      return SpanContext.getInvalid();
    }
    Context context =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), received, GETTER);
    return Span.fromContext(context).getSpanContext();
  }

  @Override
  public void accept(String name, String value) {
    if (name.equalsIgnoreCase(TraceContext.PARENT)) {
      twice |= parent != null;
      parent = value;
    } else if (name.equalsIgnoreCase(TraceContext.STATE)) {
      state = state == null ? value : state + ',' + value;
    }
  }
}
