package dev.gatehouse.proxy;

import dev.gatehouse.edge.PathGuard;
import dev.gatehouse.edge.RequestIds;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.RequestSpan;
import dev.gatehouse.policy.UpstreamSpan.TraceContext;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * One request's way through the gateway: the configuration it arrived under, and what became known
 * of it. Filters find it in their exchange. Written by one step at a time.
 */
final class Passage {

  private static final String ATTRIBUTE = Passage.class.getName();

  private final Gateway gateway;
  private final Arrival arrival;
  private final RequestSpan span;
  private final HeaderLines lines;
  private Target target;
  private @Nullable CompiledRoute route;
  private List<HeaderField> identity = List.of();
  private HttpHeaders upstreamHeaders = EmptyHttpHeaders.INSTANCE;
  private String upstreamTarget = "";
  private @Nullable String provider;
  private @Nullable String wouldRefuse;
  private @Nullable String subject;
  private @Nullable TraceContext trace;
  private @Nullable Expiry expiry;

  /**
   * Begins.
   *
   * @param lines the header lines that predicates see, and filters change
   */
  Passage(Gateway gateway, Arrival arrival, RequestSpan span, Target target, HeaderLines lines) {
    this.gateway = gateway;
    this.arrival = arrival;
    this.span = span;
    this.target = target;
    this.lines = lines;
  }

  /** The passage of an exchange that went through the door. */
  static Passage of(ServerWebExchange exchange) {
    return Objects.requireNonNull(
        exchange.<Passage>getAttribute(ATTRIBUTE), "an exchange that came through no door");
  }

  void travelWith(ServerWebExchange exchange) {
    exchange.getAttributes().put(ATTRIBUTE, this);
  }

  Gateway gateway() {
    return gateway;
  }

  Arrival arrival() {
    return arrival;
  }

  /** Whether it is a gRPC request. */
  boolean grpc() {
    return arrival.grpc();
  }

  RequestSpan span() {
    return span;
  }

  /** The target, from the decision on without tokens. */
  Target target() {
    return target;
  }

  /** The header lines as they are by now, from the decision on without tokens. */
  HeaderLines lines() {
    return lines;
  }

  /** Takes out of the request what no upstream is to see. */
  void edit(RequestEdits edits) {
    lines.edit(edits.headers());
    RequestEdits.QueryEdit query = edits.query();
    if (query != null) {
      target = target.withQuery(query.rawQuery());
    }
  }

  /** Why the path that filters made is refused; null where it passes, or none made it. */
  @Nullable String refusalOf(String path) {
    return path.equals(arrival.rawPath())
        ? null
        : PathGuard.judge(path).refusal(matchedRoute().allowInPath());
  }

  @Nullable CompiledRoute route() {
    return route;
  }

  CompiledRoute matchedRoute() {
    return Objects.requireNonNull(route, "the request has not been matched");
  }

  /** What the matched route asks of requests; null: nothing. */
  @Nullable Policy policy() {
    return route == null ? null : route.policy();
  }

  void route(CompiledRoute matched) {
    this.route = matched;
  }

  /** Writes what the response's header says, whatever the upstream and filters put there. */
  void mark(HttpHeaders response) {
    response.set(RequestIds.HEADER, arrival.requestId());
    Cors cors = route == null ? null : route.cors();
    if (cors != null) {
      cors.mark(arrival.fields(), response);
    }
  }

  /** The header lines that tell the upstream who was verified. */
  List<HeaderField> identity() {
    return identity;
  }

  void identity(List<HeaderField> verified) {
    this.identity = verified;
  }

  /** The header fields the upstream gets; known once the filters have run. */
  HttpHeaders upstreamHeaders() {
    return upstreamHeaders;
  }

  /** The path and query the upstream gets; known once the filters have run. */
  String upstreamTarget() {
    return upstreamTarget;
  }

  void upstream(HttpHeaders headers, String pathAndQuery) {
    this.upstreamHeaders = headers;
    this.upstreamTarget = pathAndQuery;
  }

  /** What ends the request with its token; null: nothing does. */
  @Nullable Expiry expiry() {
    return expiry;
  }

  void expiry(Expiry ending) {
    this.expiry = ending;
  }

  /** What the upstream is told of the trace; null: what the client told. */
  @Nullable TraceContext trace() {
    return trace;
  }

  void trace(@Nullable TraceContext told) {
    this.trace = told;
  }

  @Nullable String provider() {
    return provider;
  }

  void provider(@Nullable String name) {
    this.provider = name;
  }

  /** Why the request would be refused if its policy were enforced; null where it would not. */
  @Nullable String wouldRefuse() {
    return wouldRefuse;
  }

  void wouldRefuse(String reason) {
    this.wouldRefuse = reason;
  }

  @Nullable String subject() {
    return subject;
  }

  void subject(@Nullable String verified) {
    this.subject = verified;
  }
}
