package dev.gatehouse.verifier;

import dev.gatehouse.edge.EdgeMark;
import dev.gatehouse.edge.RequestGuard;
import dev.gatehouse.edge.RequestIds;
import dev.gatehouse.policy.DecisionLog;
import dev.gatehouse.policy.RequestSpan;
import dev.gatehouse.policy.Tracing;
import dev.gatehouse.request.AnsweredRequest;
import dev.gatehouse.request.RequestLog;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Where the inquiries of other proxies come in (contract, section 7). */
public final class VerifierDoor {

  /** Who an inquiry is from where its socket is closed already: an address nobody trusts. */
  private static final InetAddress NOBODY = new InetSocketAddress(0).getAddress();

  private final RequestIds requestIds;
  private final RequestLog log;
  private final DecisionLog decisions;
  private final Tracing tracing;
  private final InstantSource clock;

  /**
   * Makes the door.
   *
   * @param log is told of every inquiry
   * @param decisions is told of every decision about one
   * @param tracing follows each of them
   */
  public VerifierDoor(
      RequestIds requestIds,
      RequestLog log,
      DecisionLog decisions,
      Tracing tracing,
      InstantSource clock) {
    this.requestIds = requestIds;
    this.log = log;
    this.decisions = decisions;
    this.tracing = tracing;
    this.clock = clock;
  }

  /** Answers an inquiry by this verifier. */
  public Mono<Void> serve(
      Verifier verifier, HttpServerRequest request, HttpServerResponse response) {
    return Mono.defer(() -> pass(verifier, request, response));
  }

  private Mono<Void> pass(
      Verifier verifier, HttpServerRequest request, HttpServerResponse response) {
    String target = request.uri();
    String oddity = null;
    switch (RequestGuard.judge(
        request.method().name(), target, request.requestHeaders().getAll(HttpHeaderNames.HOST))) {
      case RequestGuard.Verdict.Clear(String clear) -> target = clear;
      case RequestGuard.Verdict.Ambiguous(String what) -> oddity = what;
    }
    Inquiry inquiry = inquiry(verifier, request, target);
    RequestSpan span =
        tracing.arrived(inquiry, verifier.trustedProxies().contains(inquiry.clientAddress()));
    var verification = new Verification(verifier, decisions, span, inquiry, request, response);
    long began = System.nanoTime();
    return answered(verification, EdgeMark.isOn(request), oddity)
        .doFinally(
            _ -> {
              AnsweredRequest answered =
                  verification.account(clock.instant(), System.nanoTime() - began);
              span.answered(answered);
              log.answered(answered);
            });
  }

  private static Mono<Void> answered(
      Verification verification, boolean byEdge, @Nullable String oddity) {
    return byEdge
        ? verification.answer(oddity)
        : verification.failed(new IllegalStateException("an inquiry came past the edge"));
  }

  private Inquiry inquiry(Verifier verifier, HttpServerRequest request, String target) {
    HttpHeaders headers = request.requestHeaders();
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    InetAddress peer = peer(request.connectionRemoteAddress());
    int question = target.indexOf('?');
    return new Inquiry(
        request.method().name(),
        request.connectionScheme(),
        hosts.isEmpty() ? "" : hosts.getFirst(),
        question < 0 ? target : target.substring(0, question),
        question < 0 ? null : target.substring(question + 1),
        headers,
        peer,
        verifier.trustedProxies().contains(peer)
            ? requestIds.of(headers.getAll(RequestIds.HEADER))
            : requestIds.next());
  }

  private static InetAddress peer(@Nullable Object remote) {
    return remote instanceof InetSocketAddress peer && !peer.isUnresolved()
        ? peer.getAddress()
        : NOBODY;
  }
}
