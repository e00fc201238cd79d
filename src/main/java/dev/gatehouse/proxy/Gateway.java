package dev.gatehouse.proxy;

import dev.gatehouse.config.Snapshot;
import dev.gatehouse.config.UpstreamLimits;
import dev.gatehouse.edge.ClientAddress;
import dev.gatehouse.errors.ErrorRenderer;
import dev.gatehouse.request.HeaderNames;
import java.time.Duration;
import reactor.core.scheduler.Schedulers;

/**
 * A whole configuration, ready to serve requests: a request that arrives under it is served by it
 * to its end. Immutable; several may live side by side.
 */
public final class Gateway {

  private final Decider decider;
  private final RouteTable routes;
  private final HeaderNames identityHeaders;
  private final ClientAddress clients;
  private final ErrorRenderer errors;
  private final ErrorRenderer grpcErrors;
  private final UpstreamLimits limits;
  private final Upstreams upstreams;
  private final boolean logSubject;

  private Gateway(Snapshot snapshot, Decider decider, RouteTable routes, Upstreams upstreams) {
    this.decider = decider;
    this.routes = routes;
    this.identityHeaders = snapshot.identityHeaders();
    this.clients = new ClientAddress(snapshot.trustedProxies());
    this.errors = ErrorRenderer.of(snapshot.errorFormat());
    this.grpcErrors = ErrorRenderer.grpc(snapshot.errorFormat());
    this.limits = snapshot.upstream();
    this.upstreams = upstreams;
    upstreams.ready(routes);
    this.logSubject = snapshot.logSubject();
  }

  /** A gateway with connections of its own, none of them open yet. */
  public static Gateway of(Snapshot snapshot, RouteTable routes) {
    return of(snapshot, snapshot.gatekeeper()::decide, routes);
  }

  static Gateway of(Snapshot snapshot, Decider decider, RouteTable routes) {
    var upstreams = new Upstreams(snapshot.upstream(), Schedulers.parallel());
    return new Gateway(snapshot, decider, routes, upstreams);
  }

  /**
   * A gateway that takes over this one's connections to upstreams where their limits are the same.
   * Close this one only where {@link #sharesConnectionsWith} is false.
   */
  public Gateway replacedBy(Snapshot snapshot, RouteTable next) {
    return snapshot.upstream().equals(limits)
        ? new Gateway(snapshot, snapshot.gatekeeper()::decide, next, upstreams)
        : of(snapshot, next);
  }

  /** Whether both use the same connections to upstreams. */
  public boolean sharesConnectionsWith(Gateway other) {
    return upstreams == other.upstreams;
  }

  /** The routes, in the order they are asked. */
  public RouteTable routes() {
    return routes;
  }

  /** Closes the connections to upstreams when the last request is over that needs them. */
  public void close() {
    upstreams.close();
  }

  /** Notes that a request is served until it leaves; false: another gateway is to serve it. */
  boolean enter() {
    return upstreams.enter();
  }

  /** Notes that a request that entered is over. */
  void leave() {
    upstreams.leave();
  }

  Decider decider() {
    return decider;
  }

  HeaderNames identityHeaders() {
    return identityHeaders;
  }

  ClientAddress clients() {
    return clients;
  }

  ErrorRenderer errors(boolean grpc) {
    return grpc ? grpcErrors : errors;
  }

  Duration timeout(CompiledRoute route) {
    Duration own = route.timeout();
    return own == null ? limits.responseTimeout() : own;
  }

  /** What exchanges the requests of this route, one of them that entered. */
  Upstream upstream(CompiledRoute route) {
    return upstreams.under(route.tls());
  }

  boolean logSubject() {
    return logSubject;
  }
}
