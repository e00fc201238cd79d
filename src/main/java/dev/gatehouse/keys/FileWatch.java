package dev.gatehouse.keys;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * Has a file looked at whenever it may have changed. Its folder is watched, which also tells of a
 * Kubernetes mount that is swapped; and the file is looked at now and then all the same, as some
 * file systems tell of nothing.
 */
public final class FileWatch implements Disposable {

  static final Duration LOOK = Duration.ofSeconds(5);

  /** How long the folder must be quiet before the file is looked at: writers write in pieces. */
  static final Duration QUIET = Duration.ofMillis(100);

  private final Runnable look;
  private final Scheduler workers;
  private final Disposable.Composite work = Disposables.composite();
  private final Disposable.Swap soon = Disposables.swap();

  private FileWatch(Runnable look, Scheduler workers) {
    this.look = look;
    this.workers = workers;
    work.add(soon);
  }

  /**
   * Begins with a look at once.
   *
   * @param look must not throw; two looks may overlap
   * @param workers what looks run on; may block
   */
  public static FileWatch of(Path file, Runnable look, Scheduler workers) {
    var watch = new FileWatch(look, workers);
    watch.work.add(workers.schedulePeriodically(look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS));
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      watch.work.add(new FolderWatch(folder, watch::lookSoon));
    }
    return watch;
  }

  /** Looks once more when all has been quiet for a while. */
  public void lookSoon() {
    soon.update(workers.schedule(look, QUIET.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void dispose() {
    work.dispose();
  }
}
