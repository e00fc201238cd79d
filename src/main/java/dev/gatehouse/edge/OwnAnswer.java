package dev.gatehouse.edge;

import dev.gatehouse.errors.Answer;
import dev.gatehouse.errors.ErrorRenderer;
import dev.gatehouse.errors.Fault;
import dev.gatehouse.request.AnsweredRequest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the edge itself says to a request.
 *
 * @param request what is known of it
 * @param fault why it goes no further
 */
record OwnAnswer(RefusedRequest request, Fault fault, Answer answer) {

  /** The answer in the format now in force. */
  static OwnAnswer of(
      Answering answering, RefusedRequest request, Fault fault, @Nullable String detail) {
    ErrorRenderer errors = ErrorRenderer.of(answering.settings().get().errors());
    String told = detail == null ? fault.detail() : detail;
    return new OwnAnswer(request, fault, errors.fault(fault, told, request.requestId()));
  }

  /** Takes note of a request that nobody else has seen. */
  void log(Answering answering, Instant received) {
    answering
        .log()
        .answered(
            new AnsweredRequest(
                received,
                Duration.between(received, answering.clock().instant()),
                request.requestId(),
                request.client(),
                request.method(),
                request.rawPath(),
                fault.status(),
                null,
                null,
                null,
                fault.code(),
                null,
                null,
                null));
  }
}
