package dev.gatehouse.verifier;

import dev.gatehouse.edge.Answers;
import dev.gatehouse.edge.Preflight;
import dev.gatehouse.errors.Answer;
import dev.gatehouse.errors.FailureTrace;
import dev.gatehouse.errors.Fault;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.DecisionLog;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.RequestSpan;
import dev.gatehouse.request.AnsweredRequest;
import dev.gatehouse.request.UnknownFact;
import dev.gatehouse.token.Json;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** One inquiry being answered: with 200 where its request is admitted, and never else. */
final class Verification {

  /** By what its decisions are counted and logged, beside the routes'. */
  static final String ROUTE = "forwardAuth";

  private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

  private final Verifier verifier;
  private final DecisionLog decisions;
  private final RequestSpan span;
  private final Inquiry inquiry;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private @Nullable OriginalRequest original;
  private @Nullable Policy policy;
  private @Nullable String provider;
  private @Nullable String code;
  private @Nullable String wouldRefuse;
  private @Nullable String subject;

  Verification(
      Verifier verifier,
      DecisionLog decisions,
      RequestSpan span,
      Inquiry inquiry,
      HttpServerRequest request,
      HttpServerResponse response) {
    this.verifier = verifier;
    this.decisions = decisions;
    this.span = span;
    this.inquiry = inquiry;
    this.request = request;
    this.response = response;
  }

  /**
   * Answers the inquiry; whatever fails on the way is answered, and admits nobody.
   *
   * @param oddity what is ambiguous in the inquiry itself; null where nothing is
   */
  Mono<Void> answer(@Nullable String oddity) {
    return Mono.defer(() -> read(oddity)).onErrorResume(this::failed);
  }

  private Mono<Void> read(@Nullable String oddity) {
    if (!verifier.spec().callers().contains(inquiry.clientAddress())) {
      return fault(Fault.CALLER_DENIED);
    }
    if (oddity != null) {
      return reject(oddity);
    }
    VerifierPath path = VerifierPath.of(verifier.spec(), inquiry);
    if (path == null) {
      return fault(Fault.ROUTE_NOT_FOUND);
    }
    policy = path.policy();
    return switch (OriginalReader.read(verifier, inquiry, path.target())) {
      case OriginalReader.Reading.Ambiguous(String detail) -> reject(detail);
      case OriginalReader.Reading.Clear(OriginalRequest read) -> {
        original = read;
        yield decide(read, path.policy());
      }
    };
  }

  private Mono<Void> decide(OriginalRequest asked, Policy by) {
    var facts = new OriginalFacts(asked, inquiry, verifier.identityHeaders());
    long began = System.nanoTime();
    Mono<Decision> decision =
        by.admitsPreflights() && isPreflight(asked)
            ? Mono.just(verifier.gatekeeper().admitPreflight(facts, by))
            : verifier.gatekeeper().decide(facts, by);
    return decision
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("no decision was made")))
        .flatMap(
            made -> {
              span.decided(made);
              decisions.decided(ROUTE, by, made, System.nanoTime() - began);
              return switch (made) {
                case Decision.Admitted admitted -> admit(admitted);
                case Decision.Refused refused -> {
                  note(refused);
                  yield send(verifier.errors().refusal(refused, by.name(), inquiry.requestId()));
                }
                case Decision.Undecided undecided -> {
                  note(undecided);
                  yield send(
                      verifier
                          .errors()
                          .keysUnavailable(undecided.retryAfter(), inquiry.requestId()));
                }
              };
            });
  }

  private boolean isPreflight(OriginalRequest asked) {
    return asked.method() != null && Preflight.of(asked.method(), inquiry.fields()) != null;
  }

  private Mono<Void> admit(Decision.Admitted admitted) {
    Answer consent = Consent.of(verifier, admitted);
    if (consent == null) {
      return reject("a token stands where no proxy can be told to remove it");
    }
    if (admitted.wouldBe() != null) {
      wouldRefuse = admitted.wouldBe().code();
      provider = admitted.wouldBe().provider();
    }
    if (admitted.identity() != null) {
      provider = admitted.identity().provider();
      if (verifier.logSubject()
          && admitted.identity().claims().json().get("sub") instanceof Json.JsonText sub) {
        subject = sub.value();
      }
    }
    return send(consent);
  }

  private void note(Decision.Denied denied) {
    provider = denied.provider();
    code = denied.code();
  }

  /** Answers that the inquiry failed, for this reason. */
  Mono<Void> failed(Throwable failure) {
    if (response.hasSentHeaders()) {
      return Mono.error(failure);
    }
    if (failure instanceof UnknownFact) {
      return reject("what the token may stand in was not told");
    }
    LOG.error("inquiry {} failed: {}", inquiry.requestId(), FailureTrace.of(failure));
    return fault(Fault.INTERNAL_ERROR);
  }

  private Mono<Void> reject(String detail) {
    code = Fault.REQUEST_REJECTED.code();
    return send(verifier.errors().fault(Fault.REQUEST_REJECTED, detail, inquiry.requestId()));
  }

  private Mono<Void> fault(Fault fault) {
    code = fault.code();
    return send(verifier.errors().fault(fault, inquiry.requestId()));
  }

  private Mono<Void> send(Answer answer) {
    return Answers.send(request, response, answer, inquiry.requestId());
  }

  /** What became of the inquiry: the original request's story, as far as that is known. */
  AnsweredRequest account(Instant ended, long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    OriginalRequest asked = original;
    InetAddress client = asked == null ? null : asked.address();
    return new AnsweredRequest(
        ended.minus(duration),
        duration,
        inquiry.requestId(),
        (client == null ? inquiry.clientAddress() : client).getHostAddress(),
        asked == null ? inquiry.method() : asked.method(),
        asked == null ? inquiry.rawPath() : asked.rawPath(),
        response.hasSentHeaders() ? response.status().code() : 0,
        policy == null ? null : ROUTE,
        policy == null ? null : policy.name(),
        provider,
        code,
        wouldRefuse,
        subject,
        span.traceId());
  }
}
