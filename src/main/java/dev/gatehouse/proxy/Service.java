package dev.gatehouse.proxy;

import dev.gatehouse.edge.Answers;
import dev.gatehouse.edge.Cutoff;
import dev.gatehouse.edge.PathGuard;
import dev.gatehouse.edge.Preflight;
import dev.gatehouse.errors.Answer;
import dev.gatehouse.errors.ErrorRenderer;
import dev.gatehouse.errors.FailureTrace;
import dev.gatehouse.errors.Fault;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.DecisionLog;
import dev.gatehouse.policy.Identity;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.RequestSpan;
import dev.gatehouse.request.AnsweredRequest;
import dev.gatehouse.token.Json;
import dev.gatehouse.token.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * One request being served, in three steps: its route is found, it is decided on, it is proxied.
 */
final class Service {

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  private final Gateway gateway;
  private final DecisionLog decisions;
  private final RequestSpan span;
  private final Arrival arrival;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final InstantSource clock;
  private @Nullable Passage passage;
  private @Nullable String code;

  Service(
      Gateway gateway,
      DecisionLog decisions,
      RequestSpan span,
      Arrival arrival,
      HttpServerRequest request,
      HttpServerResponse response,
      InstantSource clock) {
    this.gateway = gateway;
    this.decisions = decisions;
    this.span = span;
    this.arrival = arrival;
    this.request = request;
    this.response = response;
    this.clock = clock;
  }

  /** Serves the request; whatever fails on the way is answered, and admits nobody. */
  Mono<Void> serve() {
    return Mono.defer(this::match).onErrorResume(this::failed);
  }

  /**
   * Refuses the request as ambiguous.
   *
   * @param detail what is ambiguous
   */
  Mono<Void> reject(String detail) {
    code = Fault.REQUEST_REJECTED.code();
    return answer(errors().fault(Fault.REQUEST_REJECTED, detail, arrival.requestId()));
  }

  private Mono<Void> match() {
    Target target =
        Target.of(arrival.scheme(), arrival.host(), arrival.rawPath(), arrival.rawQuery());
    if (target == null) {
      return reject("the Host header is none that a URI can have");
    }
    HeaderLines lines = RequestHeaders.cleaned(arrival, gateway.identityHeaders());
    var matching = new Passage(gateway, arrival, span, target, lines);
    passage = matching;
    Preflight preflight = Preflight.of(arrival.method(), arrival.fields());
    return preflight == null ? match(matching) : preflight(matching, preflight);
  }

  private Mono<Void> match(Passage matching) {
    Question question = question(matching, arrival.method());
    CompiledRoute route = gateway.routes().match(question);
    String oddity = oddity(route);
    if (oddity != null) {
      return reject(oddity);
    }
    if (route == null) {
      return fault(Fault.ROUTE_NOT_FOUND);
    }
    matching.route(route);
    return decide(matching, route, question);
  }

  /** Answers a preflight where the route it asks about does; else it is a request like others. */
  private Mono<Void> preflight(Passage matching, Preflight preflight) {
    CompiledRoute asked = gateway.routes().match(question(matching, preflight.method()));
    Cors cors = asked == null ? null : asked.cors();
    if (asked == null || cors == null) {
      return match(matching);
    }
    String oddity = oddity(asked);
    if (oddity != null) {
      return reject(oddity);
    }
    matching.route(asked);
    String refusal = cors.refusal(preflight);
    if (refusal != null) {
      code = Fault.PREFLIGHT_REFUSED.code();
      Answer answer = errors().fault(Fault.PREFLIGHT_REFUSED, refusal, arrival.requestId());
      return send(answer.with(Cors.REFUSED));
    }
    return send(cors.grant(preflight));
  }

  private Question question(Passage matching, String method) {
    return new Question(
        method,
        matching.target(),
        matching.lines(),
        () -> Exchanges.of(matching, request, response, method));
  }

  /** What the path guard has against the path; null where there is nothing. */
  private @Nullable String oddity(@Nullable CompiledRoute route) {
    return PathGuard.judge(arrival.rawPath())
        .refusal(route == null ? Set.of() : route.allowInPath());
  }

  private Mono<Void> decide(Passage matched, CompiledRoute route, Question question) {
    Policy policy = route.policy();
    if (policy == null) {
      return proxy(matched, route, question);
    }
    long began = System.nanoTime();
    return gateway
        .decider()
        .decide(new JudgedRequest(arrival, matched.lines()), policy)
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("no decision was made")))
        .flatMap(
            decision -> {
              span.decided(decision);
              decisions.decided(route.id(), policy, decision, System.nanoTime() - began);
              return switch (decision) {
                case Decision.Admitted admitted -> {
                  admit(matched, policy, admitted);
                  yield proxy(matched, route, question);
                }
                case Decision.Refused refused -> refuse(matched, policy, refused);
                case Decision.Undecided undecided -> undecided(matched, undecided);
              };
            });
  }

  private void admit(Passage matched, Policy policy, Decision.Admitted admitted) {
    matched.edit(admitted.edits());
    Instant end = policy.end(admitted.identity());
    if (end != null) {
      matched.expiry(Expiry.of(end, clock, response, () -> outlived(matched, policy)));
    }
    Decision.Denied wouldBe = admitted.wouldBe();
    if (wouldBe != null) {
      matched.wouldRefuse(wouldBe.code());
      matched.provider(wouldBe.provider());
    }
    Identity identity = admitted.identity();
    if (identity != null) {
      matched.identity(identity.headers());
      matched.provider(identity.provider());
      if (gateway.logSubject()
          && identity.claims().json().get("sub") instanceof Json.JsonText sub) {
        matched.subject(sub.value());
      }
    }
  }

  private Mono<Void> refuse(Passage matched, Policy policy, Decision.Refused refused) {
    matched.provider(refused.provider());
    code = refused.code();
    return answer(errors().refusal(refused, policy.name(), arrival.requestId()));
  }

  private Mono<Void> undecided(Passage matched, Decision.Undecided undecided) {
    matched.provider(undecided.provider());
    code = undecided.code();
    return answer(errors().keysUnavailable(undecided.retryAfter(), arrival.requestId()));
  }

  private void outlived(Passage matched, Policy policy) {
    code = Refusal.TOKEN_EXPIRED.code();
    decisions.outlived(matched.matchedRoute().id(), policy);
  }

  private Mono<Void> proxy(Passage matched, CompiledRoute route, Question question) {
    Mono<Void> proxied = lane(matched, route, question);
    Expiry expiry = matched.expiry();
    return expiry == null ? proxied : expiry.bound(proxied);
  }

  private Mono<Void> lane(Passage matched, CompiledRoute route, Question question) {
    return route.lane() instanceof Lane.Direct(PlainRoute plain)
            && question.exchangeIfMade() == null
            && !matched.lines().contains("upgrade")
        ? new DirectLane(matched, plain, question.variables(), request, response).proxy()
        : chain(matched, route, question);
  }

  private Mono<Void> chain(Passage matched, CompiledRoute route, Question question) {
    ServerWebExchange asked = question.exchangeIfMade();
    ServerWebExchange admitted =
        asked == null
            ? Exchanges.of(matched, request, response, arrival.method())
            : edited(matched, asked);
    RouteTable.note(route, question, admitted);
    return new FilterChain(route.filters(), 0)
        .filter(admitted)
        .then(Mono.defer(() -> admitted.getResponse().setComplete()))
        // a response without a body is sent here, lest the log find none
        .then(Mono.defer(() -> response.hasSentHeaders() ? Mono.empty() : response.send()));
  }

  private static ServerWebExchange edited(Passage matched, ServerWebExchange asked) {
    if (!(asked.getRequest() instanceof ProxyRequest whole)) {
      throw new IllegalStateException("the request is none of ours");
    }
    return asked
        .mutate()
        .request(whole.with(matched.target().uri(), matched.lines().copy()))
        .build();
  }

  /** Answers that the request failed, for this reason. */
  Mono<Void> failed(Throwable failure) {
    if (response.hasSentHeaders()) {
      return cut();
    }
    if (failure instanceof TokenOutlived && passage != null && passage.policy() != null) {
      var expired = new Decision.Refused(Refusal.TOKEN_EXPIRED, passage.provider());
      return refuse(passage, passage.policy(), expired);
    }
    if (failure instanceof RewrittenPathRefused refused) {
      return reject(String.valueOf(refused.getMessage()));
    }
    Fault fault = Failures.fault(failure);
    if (fault == Fault.INTERNAL_ERROR) {
      LOG.error("request {} failed: {}", arrival.requestId(), FailureTrace.of(failure));
    } else {
      LOG.debug("request {} failed: {}", arrival.requestId(), FailureTrace.of(failure));
    }
    return fault(fault);
  }

  private Mono<Void> fault(Fault fault) {
    code = fault.code();
    return answer(errors().fault(fault, arrival.requestId()));
  }

  private Mono<Void> answer(Answer answer) {
    CompiledRoute route = passage == null ? null : passage.route();
    Cors cors = route == null ? null : route.cors();
    return send(cors == null ? answer : answer.with(cors.lines(arrival.fields())));
  }

  private Mono<Void> send(Answer answer) {
    return Answers.send(request, response, answer, arrival.requestId());
  }

  /** Ends the connection in the middle of the response. */
  private Mono<Void> cut() {
    response.withConnection(connection -> Cutoff.cut(connection.channel()));
    return Mono.empty();
  }

  private ErrorRenderer errors() {
    return gateway.errors(ErrorRenderer.isGrpc(arrival.fields().get(HttpHeaderNames.CONTENT_TYPE)));
  }

  /** What became of the request. */
  AnsweredRequest account(Instant ended, long nanos) {
    return Account.of(arrival, response, span, passage, code, ended, nanos);
  }
}
