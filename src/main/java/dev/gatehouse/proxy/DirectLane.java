package dev.gatehouse.proxy;

import dev.gatehouse.errors.Fault;
import dev.gatehouse.policy.RequestSpan;
import dev.gatehouse.policy.UpstreamSpan;
import dev.gatehouse.upstream.UpstreamRequest;
import dev.gatehouse.upstream.UpstreamResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Serves an admitted request of a plain route: filters, upstream and response without Spring Cloud
 * Gateway, to the same effect as its chain.
 */
final class DirectLane {

  private final Passage passage;
  private final PlainRoute route;
  private final Map<String, String> variables;
  private final HttpServerRequest request;
  private final HttpServerResponse response;

  /**
   * Prepares.
   *
   * @param variables what the route's predicates captured
   */
  DirectLane(
      Passage passage,
      PlainRoute route,
      Map<String, String> variables,
      HttpServerRequest request,
      HttpServerResponse response) {
    this.passage = passage;
    this.route = route;
    this.variables = variables;
    this.request = request;
    this.response = response;
  }

  /**
   * Serves the request.
   *
   * @return an {@link UpstreamFailure}, {@link RequestBodyFailure} or {@link RewrittenPathRefused}
   *     where it can't be served; nothing has been sent then, but for a failure in the middle of a
   *     body
   */
  Mono<Void> proxy() {
    var outgoing = new Outgoing(passage.target(), passage.lines(), variables);
    return switch (route.filter(outgoing)) {
      case null -> send(outgoing);
      case PlainFilter.Redirected(int status, String location) -> redirect(status, location);
    };
  }

  private Mono<Void> redirect(int status, String location) {
    response.status(status).responseHeaders().set("Location", location);
    finishHead();
    return response.send();
  }

  private Mono<Void> send(Outgoing outgoing) {
    Target target = passage.target();
    String path = target.pathOf(outgoing.path());
    String refusal = passage.refusalOf(path);
    if (refusal != null) {
      return Mono.error(new RewrittenPathRefused(refusal));
    }
    UpstreamSpan span = span(outgoing);
    passage.trace(span.context());
    String query = target.queryOf(outgoing.query());
    HttpHeaders headers =
        UpstreamHeaders.of(
            outgoing.lines(), passage, outgoing.hostPreserved() ? null : route.upstream().host());
    var sent =
        new UpstreamRequest(
            request.method(),
            route.upstream().uri(),
            query == null ? path : path + "?" + query,
            headers,
            UpstreamHeaders.announceBody(headers) ? body(outgoing.largestBody()) : null,
            passage.gateway().timeout(passage.matchedRoute()),
            passage.grpc());
    return followed(passage.gateway().upstream(passage.matchedRoute()).exchange(sent), span)
        .flatMap(this::answer);
  }

  private Flux<ByteBuf> body(long largest) {
    Flux<ByteBuf> body = request.receive().retain();
    return (largest == Long.MAX_VALUE
            ? body
            : CountedBody.atMost(largest, body, ByteBuf::readableBytes, ByteBuf::release))
        .onErrorMap(RequestBodyFailure::new);
  }

  private UpstreamSpan span(Outgoing outgoing) {
    if (passage.span() == RequestSpan.NONE) {
      return UpstreamSpan.NONE;
    }
    String url = route.upstream().uri() + outgoing.path();
    String query = outgoing.query();
    return passage
        .span()
        .sent(request.method().name(), URI.create(query == null ? url : url + "?" + query));
  }

  private static Mono<UpstreamResponse> followed(
      Mono<UpstreamResponse> exchanged, UpstreamSpan span) {
    return span == UpstreamSpan.NONE
        ? exchanged
        : exchanged
            .doOnSuccess(received -> span.answered(received.status()))
            .doOnError(failure -> span.failed(Failures.fault(failure).code()))
            .doOnCancel(span::abandoned);
  }

  /** Passes the response on; a connection whose response is not read is good for no other. */
  private Mono<Void> answer(UpstreamResponse received) {
    Mono<Void> written;
    try {
      written = write(received);
    } catch (RuntimeException e) {
      written = Mono.error(e);
    }
    return written.doFinally(
        end -> {
          if (end != SignalType.ON_COMPLETE) {
            received.abandon();
          }
        });
  }

  private Mono<Void> write(UpstreamResponse received) {
    HttpHeaders headers = response.status(received.status()).responseHeaders();
    ResponseHeaders.forward(received.headers(), headers::add);
    route.filter(response, variables);
    finishHead();
    Trailers.follow(passage, response, received);
    ByteBuf whole = received.whole();
    if (whole != null && announces(headers, whole.readableBytes())) {
      return response.sendObject(whole).then();
    }
    Flux<ByteBuf> body =
        Grpc.body(passage, received.body())
            .onErrorMap(cause -> new UpstreamFailure(Fault.UPSTREAM_UNREACHABLE, cause));
    boolean trailersOnly = passage.grpc() && Grpc.isTrailersOnly(received.headers());
    if (trailersOnly || request.method().equals(HttpMethod.HEAD)) {
      return body.doOnNext(ByteBuf::release).then(response.send());
    }
    boolean streamed = !headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    // an empty buffer ahead sends the head, which would else wait for the first octet of the body
    return response.send(streamed ? body.startWith(Unpooled.EMPTY_BUFFER) : body).then();
  }

  private static boolean announces(HttpHeaders response, int length) {
    return String.valueOf(length).equals(response.get(HttpHeaderNames.CONTENT_LENGTH));
  }

  private void finishHead() {
    ResponseHeaders.finish(response, request.version(), passage);
  }
}
