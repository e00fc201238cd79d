package dev.gatehouse.proxy;

import dev.gatehouse.edge.Client;
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
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Where every request to the main port comes in. It is served by the configuration that is in force
 * when it arrives, to its end; no other handler of the application ever sees it.
 */
public final class ProxyDoor
    implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

  /** Who a request is from where its socket is closed already: an address nobody trusts. */
  private static final InetAddress NOBODY = new InetSocketAddress(0).getAddress();

  private final Supplier<Gateway> live;
  private final RequestIds requestIds;
  private final RequestLog log;
  private final DecisionLog decisions;
  private final Tracing tracing;
  private final InstantSource clock;

  /**
   * Makes the door.
   *
   * @param live the gateway now in force; asked once a request
   * @param log is told of every request that came through the door
   * @param decisions is told of every decision about one
   * @param tracing follows each of them
   */
  public ProxyDoor(
      Supplier<Gateway> live,
      RequestIds requestIds,
      RequestLog log,
      DecisionLog decisions,
      Tracing tracing,
      InstantSource clock) {
    this.live = live;
    this.requestIds = requestIds;
    this.log = log;
    this.decisions = decisions;
    this.tracing = tracing;
    this.clock = clock;
  }

  @Override
  public Mono<Void> apply(HttpServerRequest request, HttpServerResponse response) {
    Gateway gateway = entered();
    try {
      return pass(gateway, request, response);
    } catch (Throwable e) {
      gateway.leave();
      throw e;
    }
  }

  private Gateway entered() {
    Gateway gateway = live.get();
    while (!gateway.enter()) {
      // replaced, and closed, since it was looked up
      Gateway next = live.get();
      if (next == gateway) {
        throw new IllegalStateException("the gateway has stopped");
      }
      gateway = next;
    }
    return gateway;
  }

  private Mono<Void> pass(Gateway gateway, HttpServerRequest request, HttpServerResponse response) {
    HttpHeaders headers = request.requestHeaders();
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    String target = request.uri();
    String host = hosts.isEmpty() ? "" : hosts.getFirst();
    String detail = null;
    switch (RequestGuard.judge(request.method().name(), target, hosts)) {
      case RequestGuard.Verdict.Clear(String clear) -> {
        target = clear;
        host = RequestGuard.normalHost(host, request.connectionScheme());
        headers.set(HttpHeaderNames.HOST, host);
      }
      case RequestGuard.Verdict.Ambiguous(String what) -> detail = what;
    }
    Arrival arrival = arrival(gateway, request, target, host);
    RequestSpan span = tracing.arrived(arrival, arrival.client().byTrustedProxy());
    var service = new Service(gateway, decisions, span, arrival, request, response, clock);
    long began = System.nanoTime();
    return served(service, EdgeMark.isOn(request), detail)
        .doFinally(
            _ -> {
              gateway.leave();
              AnsweredRequest answered =
                  service.account(clock.instant(), System.nanoTime() - began);
              span.answered(answered);
              log.answered(answered);
            });
  }

  private static Mono<Void> served(Service service, boolean byEdge, @Nullable String detail) {
    if (!byEdge) {
      return service.failed(new IllegalStateException("a request came past the edge"));
    }
    return detail == null ? service.serve() : service.reject(detail);
  }

  private Arrival arrival(Gateway gateway, HttpServerRequest request, String target, String host) {
    HttpHeaders headers = request.requestHeaders();
    Client client =
        gateway
            .clients()
            .resolve(peer(request), request.connectionScheme(), host, Arrival.lines(headers));
    int question = target.indexOf('?');
    return new Arrival(
        request.method().name(),
        client,
        question < 0 ? target : target.substring(0, question),
        question < 0 ? null : target.substring(question + 1),
        headers,
        client.byTrustedProxy()
            ? requestIds.of(headers.getAll(RequestIds.HEADER))
            : requestIds.next(),
        Grpc.isSpoken(request.version(), headers));
  }

  private static InetAddress peer(HttpServerRequest request) {
    return request.connectionRemoteAddress() instanceof InetSocketAddress peer
            && !peer.isUnresolved()
        ? peer.getAddress()
        : NOBODY;
  }
}
