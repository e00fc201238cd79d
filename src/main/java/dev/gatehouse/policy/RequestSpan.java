package dev.gatehouse.policy;

import dev.gatehouse.request.AnsweredRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** One request's part of a trace. Never blocks and never throws. */
public interface RequestSpan {

  /** Of a request that nobody follows. */
  RequestSpan NONE =
      new RequestSpan() {
        @Override
        public @Nullable String traceId() {
          return null;
        }

        @Override
        public void decided(Decision decision) {}

        @Override
        public UpstreamSpan sent(String method, URI url) {
          return UpstreamSpan.NONE;
        }

        @Override
        public void answered(AnsweredRequest request) {}
      };

  /** The trace's id, 32 hexadecimal digits; null where the request is not followed. */
  @Nullable String traceId();

  /** Takes note of the decision. */
  void decided(Decision decision);

  /**
   * Begins to follow the request to an upstream, once for each time it is sent.
   *
   * @param url where it is sent
   */
  UpstreamSpan sent(String method, URI url);

  /** Ends it; to be told once, whatever became of the request. */
  void answered(AnsweredRequest request);
}
