package dev.gatehouse.policy;

import org.jspecify.annotations.Nullable;

/**
 * One exchange with an upstream as part of a trace, from the request's first octet until the
 * response's head. Never blocks and never throws.
 */
public interface UpstreamSpan {

  /** Of a request that nobody follows. */
  UpstreamSpan NONE =
      new UpstreamSpan() {
        @Override
        public @Nullable TraceContext context() {
          return null;
        }

        @Override
        public void answered(int status) {}

        @Override
        public void failed(String code) {}

        @Override
        public void abandoned() {}
      };

  /** What the upstream is told of the trace; null: what the client told, unchanged. */
  @Nullable TraceContext context();

  /** Ends it with the upstream's answer. */
  void answered(int status);

  /**
   * Ends it without one.
   *
   * @param code why there is none, such as {@code upstream_timeout}
   */
  void failed(String code);

  /** Ends it as nobody waits for the answer any more. */
  void abandoned();

  /**
   * The trace that a request is part of, as its headers say it (W3C Trace Context).
   *
   * @param parent the value of {@code traceparent}
   * @param state the value of {@code tracestate}; null where there is none
   */
  record TraceContext(String parent, @Nullable String state) {

    /** The header of the trace and the span in it. */
    public static final String PARENT = "traceparent";

    /** The header of what tracing systems add. */
    public static final String STATE = "tracestate";
  }
}
