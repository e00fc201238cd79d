package dev.gatehouse;

import dev.gatehouse.config.Limits;
import dev.gatehouse.config.Snapshot;
import dev.gatehouse.edge.EdgeSettings;
import dev.gatehouse.keys.MonitoredKeySet;
import dev.gatehouse.operations.OperatedGateway;
import dev.gatehouse.operations.ProviderState;
import dev.gatehouse.proxy.Gateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.context.SmartLifecycle;

/**
 * The configuration in force, and all that lives as long as it is: keys that renew themselves, and
 * connections to upstreams.
 */
final class RunningGateway implements OperatedGateway, SmartLifecycle {

  private final AtomicReference<Live> live;
  private volatile boolean running;

  private record Live(Snapshot snapshot, Gateway gateway, EdgeSettings edge) {}

  RunningGateway(Compiled compiled) {
    Snapshot snapshot = compiled.snapshot();
    live =
        new AtomicReference<>(
            new Live(
                snapshot,
                Gateway.of(snapshot, compiled.routes()),
                new EdgeSettings(snapshot.errorFormat(), snapshot.trustedProxies())));
  }

  /** The gateway that serves the requests that arrive now. */
  Gateway live() {
    return live.get().gateway();
  }

  /** What the edge goes by now. */
  EdgeSettings edgeSettings() {
    return live.get().edge();
  }

  /** The limits at start, by which the edge goes for as long as it runs. */
  Limits limits() {
    return live.get().snapshot().limits();
  }

  @Override
  public List<ProviderState> providers() {
    List<ProviderState> states = new ArrayList<>();
    live.get()
        .snapshot()
        .keySets()
        .forEach((name, keys) -> states.add(ProviderState.of(name, keys.status())));
    return states;
  }

  @Override
  public Duration drainDelay() {
    return live.get().snapshot().drainDelay();
  }

  @Override
  public void start() {
    running = true;
    live.get().snapshot().succeed(null);
  }

  @Override
  public void stop() {
    running = false;
    Live last = live.get();
    last.snapshot().keySets().values().forEach(MonitoredKeySet::close);
    var _ = last.gateway().close().subscribe();
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
