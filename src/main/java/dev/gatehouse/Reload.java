package dev.gatehouse;

import dev.gatehouse.config.ConfigurationFile;
import dev.gatehouse.config.ConfigurationFile.Loaded;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.SnapshotCompiler;
import dev.gatehouse.keys.FileWatch;
import dev.gatehouse.operations.ReloadEvents;
import dev.gatehouse.proxy.RouteCompiler;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

/**
 * Puts the configuration file into force again whenever it changes (contract, section 8). A file
 * that is refused changes nothing; it is tried again as long as it stays, as what it names may be
 * what was wrong.
 */
final class Reload implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger("gatehouse.reload");

  private final Loaded atStart;
  private final RunningGateway gateway;
  private final SnapshotCompiler snapshots;
  private final RouteCompiler routes;
  private final List<ReloadEvents> events;
  private final Disposable.Swap watch = Disposables.swap();
  private String seen;
  private String tried;
  private @Nullable String refusal;
  private volatile boolean running;
  private volatile boolean stopped;

  /**
   * Makes it for what is in force.
   *
   * @param atStart the file as it was read at start
   */
  Reload(
      Loaded atStart,
      RunningGateway gateway,
      SnapshotCompiler snapshots,
      RouteCompiler routes,
      List<ReloadEvents> events) {
    this.atStart = atStart;
    this.gateway = gateway;
    this.snapshots = snapshots;
    this.routes = routes;
    this.events = List.copyOf(events);
    this.seen = atStart.fingerprint();
    this.tried = seen;
  }

  /** Looks whether the file changed; what it holds must stand still from one look to the next. */
  synchronized void look() {
    if (stopped) {
      return;
    }
    String now = ConfigurationFile.fingerprint(atStart.file());
    if (!now.equals(seen)) {
      seen = now;
      lookSoon();
    } else if (!now.equals(tried) || refusal != null) {
      read();
    }
  }

  private void read() {
    Loaded loaded = atStart.again();
    if (!loaded.fingerprint().equals(seen)) {
      // written to between the look and the reading
      seen = loaded.fingerprint();
      lookSoon();
      return;
    }
    boolean changed = !seen.equals(tried);
    tried = seen;
    Compiled compiled;
    try {
      compiled = Compiled.of(loaded, gateway.snapshot(), snapshots, routes);
    } catch (RuntimeException e) {
      refused("it cannot be compiled: " + e.getClass().getSimpleName(), "", e, changed);
      return;
    }
    if (compiled == null) {
      Problems problems = loaded.problems();
      refused(
          Objects.requireNonNullElse(problems.firstError(), "it is refused"),
          problems.render(),
          null,
          changed);
    } else {
      accepted(loaded, compiled);
    }
  }

  private void accepted(Loaded loaded, Compiled compiled) {
    loaded.warnOfWhatStays(atStart);
    refusal = null;
    gateway.replace(compiled);
    String warnings = loaded.problems().render();
    if (!warnings.isEmpty()) {
      LOG.warn("The changed configuration has warnings:\n{}", warnings.stripTrailing());
    }
    LOG.info(
        "The changed configuration is in force: {} routes, digest {}",
        compiled.routes().summaries().size(),
        compiled.snapshot().digest());
    events.forEach(ReloadEvents::reloaded);
  }

  /** Told once, however often the same file is refused for the same reason. */
  private void refused(
      String reason, String report, @Nullable RuntimeException failure, boolean changed) {
    if (!changed && reason.equals(refusal)) {
      return;
    }
    refusal = reason;
    LOG.error(
        "The changed configuration is refused, the one in force stays: {}",
        report.isEmpty() ? reason : "\n" + report.stripTrailing(),
        failure);
    events.forEach(listener -> listener.refused(reason));
  }

  private void lookSoon() {
    if (watch.get() instanceof FileWatch following) {
      following.lookSoon();
    }
  }

  @Override
  public synchronized void start() {
    running = true;
    watch.update(FileWatch.of(atStart.file(), this::look, Schedulers.boundedElastic()));
  }

  @Override
  public void stop() {
    watch.dispose();
    synchronized (this) {
      // nothing is put into force any more
      stopped = true;
      running = false;
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public boolean isPauseable() {
    return false;
  }

  /** Started after what it replaces, and stopped before. */
  @Override
  public int getPhase() {
    return 1;
  }
}
