package dev.gatehouse;

import dev.gatehouse.config.Limits;
import dev.gatehouse.config.Snapshot;
import dev.gatehouse.config.VerifierSpec;
import dev.gatehouse.edge.EdgeSettings;
import dev.gatehouse.edge.Farewell;
import dev.gatehouse.keys.MonitoredKeySet;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.operations.OperatedGateway;
import dev.gatehouse.operations.PolicyState;
import dev.gatehouse.operations.ProviderState;
import dev.gatehouse.operations.RouteState;
import dev.gatehouse.operations.VerifierState;
import dev.gatehouse.proxy.Gateway;
import dev.gatehouse.token.RememberedTokens;
import dev.gatehouse.verifier.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.scheduler.Schedulers;

/**
 * The configuration in force, and all that lives as long as it is: keys that renew themselves, and
 * connections to upstreams.
 */
final class RunningGateway implements OperatedGateway, SmartLifecycle {

  private final AtomicReference<Live> live;
  private final Limits limits;
  private final @Nullable VerifierSpec verifierAtStart;
  private final Signatures signatures;
  private final Farewell farewell = new Farewell();
  private volatile boolean running;

  private record Live(
      Snapshot snapshot, Gateway gateway, @Nullable Verifier verifier, EdgeSettings edge) {

    static Live of(Snapshot snapshot, Gateway gateway) {
      var edge = new EdgeSettings(snapshot.errorFormat(), snapshot.trustedProxies());
      return new Live(snapshot, gateway, Verifier.of(snapshot), edge);
    }
  }

  RunningGateway(Compiled compiled, Signatures signatures) {
    Snapshot snapshot = compiled.snapshot();
    live = new AtomicReference<>(Live.of(snapshot, Gateway.of(snapshot, compiled.routes())));
    limits = snapshot.limits();
    verifierAtStart = snapshot.verifier();
    this.signatures = signatures;
  }

  /**
   * Puts another configuration into force, for all requests that arrive from now on at once. Those
   * that have arrived end as they began.
   */
  void replace(Compiled compiled) {
    Live old = live.get();
    Snapshot snapshot = compiled.snapshot();
    Gateway gateway = old.gateway().replacedBy(snapshot, compiled.routes());
    // the other way round, a request could find keys that nobody fetches yet
    snapshot.keysBeyond(old.snapshot()).forEach(MonitoredKeySet::start);
    live.set(Live.of(snapshot, gateway));
    if (!gateway.sharesConnectionsWith(old.gateway())) {
      old.gateway().close();
    }
    closeLater(old.snapshot().keysBeyond(snapshot), old.snapshot().longestWait());
  }

  /** Requests may still wait for these keys, and no longer than this. */
  private static void closeLater(List<MonitoredKeySet> keySets, Duration wait) {
    if (!keySets.isEmpty()) {
      var _ =
          Schedulers.boundedElastic()
              .schedule(
                  () -> keySets.forEach(MonitoredKeySet::close),
                  wait.toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  /** The configuration in force. */
  Snapshot snapshot() {
    return live.get().snapshot();
  }

  /** The gateway that serves the requests that arrive now. */
  Gateway live() {
    return live.get().gateway();
  }

  /** The verifier that answers now; null where there is none. */
  @Nullable Verifier verifier() {
    return live.get().verifier();
  }

  /** The same, where it is on the main port. */
  @Nullable Verifier verifierOnMainPort() {
    Verifier now = live.get().verifier();
    if (now == null) {
      return null;
    }
    // where it came with a reload, nobody listens on the port it asks for
    Integer port = verifierAtStart == null ? now.spec().port() : verifierAtStart.port();
    return port == null ? now : null;
  }

  /** The port of its own that the verifier had at start, and keeps; null where it had none. */
  @Nullable Integer verifierPort() {
    return verifierAtStart == null ? null : verifierAtStart.port();
  }

  /** What the edge goes by now. */
  EdgeSettings edgeSettings() {
    return live.get().edge();
  }

  /** What ends the connections of all ports. */
  Farewell farewell() {
    return farewell;
  }

  /** The limits at start, by which the edge goes for as long as it runs. */
  Limits limits() {
    return limits;
  }

  @Override
  public List<ProviderState> providers() {
    Snapshot now = live.get().snapshot();
    List<ProviderState> states = new ArrayList<>();
    now.providers()
        .forEach(
            (name, provider) -> {
              MonitoredKeySet keys = now.keySets().get(name);
              if (keys != null) {
                states.add(ProviderState.of(provider, keys));
              }
            });
    return states;
  }

  @Override
  public List<PolicyState> policies() {
    return live.get().snapshot().policies().values().stream().map(PolicyState::of).toList();
  }

  @Override
  public List<RouteState> routes() {
    return live().routes().summaries().stream()
        .map(route -> new RouteState(route.id(), route.uri(), route.policy(), route.chain()))
        .toList();
  }

  @Override
  public @Nullable VerifierState verifierState() {
    VerifierSpec now = live.get().snapshot().verifier();
    boolean served = verifierPort() != null || verifierOnMainPort() != null;
    return now == null || !served
        ? null
        : new VerifierState(
            now.path(),
            verifierPort(),
            now.original().spelling(),
            List.copyOf(now.policies().keySet()));
  }

  @Override
  public RememberedTokens.Statistics remembered() {
    return live.get().snapshot().remembered();
  }

  @Override
  public String digest() {
    return live.get().snapshot().digest();
  }

  @Override
  public String signatures() {
    return signatures.name();
  }

  @Override
  public String version() {
    return GatehouseApplication.version();
  }

  @Override
  public Duration drainDelay() {
    return live.get().snapshot().drainDelay();
  }

  @Override
  public void endConnections() {
    farewell.begin();
  }

  @Override
  public void endRequests() {
    farewell.end();
  }

  @Override
  public void start() {
    running = true;
    live.get().snapshot().keysBeyond(null).forEach(MonitoredKeySet::start);
  }

  @Override
  public void stop() {
    running = false;
    Live last = live.get();
    last.snapshot().keysBeyond(null).forEach(MonitoredKeySet::close);
    last.gateway().close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public boolean isPauseable() {
    return false;
  }

  /** Started before the servers, stopped after them. */
  @Override
  public int getPhase() {
    return 0;
  }
}
