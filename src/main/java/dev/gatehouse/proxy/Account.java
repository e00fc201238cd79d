package dev.gatehouse.proxy;

import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.RequestSpan;
import dev.gatehouse.request.AnsweredRequest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerResponse;

/** Tells the access log what became of a request. */
final class Account {

  private Account() {}

  /**
   * Draws it up once the request is over.
   *
   * @param passage null: the request came to no route
   * @param code why Gatehouse answered, or ended the answer; null where it did neither
   */
  static AnsweredRequest of(
      Arrival arrival,
      HttpServerResponse response,
      RequestSpan span,
      @Nullable Passage passage,
      @Nullable String code,
      Instant ended,
      long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    CompiledRoute route = passage == null ? null : passage.route();
    Policy policy = route == null ? null : route.policy();
    return new AnsweredRequest(
        ended.minus(duration),
        duration,
        arrival.requestId(),
        arrival.clientAddress().getHostAddress(),
        arrival.method(),
        arrival.rawPath(),
        response.hasSentHeaders() ? response.status().code() : 0,
        route == null ? null : route.id(),
        policy == null ? null : policy.name(),
        passage == null ? null : passage.provider(),
        code,
        passage == null ? null : passage.wouldRefuse(),
        passage == null ? null : passage.subject(),
        span.traceId());
  }
}
