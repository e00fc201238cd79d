package dev.gatehouse.operations;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * Has the heap collected when its old generation holds a sixteenth more than what stayed the last
 * time. The serial collector alone lets it grow with all that requests leave in it, dead or not, up
 * to {@code -Xmx}, and memory once written to stays resident. What it begins with ({@code -Xms}) it
 * may fill anyway, and no more than a twentieth of the time is spent so: beyond, it grows, and is
 * looked at again when that time is over, as what a burst of requests left may be all there is. A
 * heap whose collection takes longer than requests should wait is collected so once in ten minutes.
 */
final class OldGeneration implements NotificationListener, AutoCloseable {

  private static final int PART = 16;
  private static final int REST = 19;
  private static final long LONG_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LONG_REST = TimeUnit.MINUTES.toNanos(10);

  private final MemoryPoolMXBean pool;
  private final NotificationEmitter memory;
  private final Runnable collector;
  private final LongSupplier nanoTime;
  private final Later later;
  private long rested;
  private long expected;
  private @Nullable Disposable again;

  /** Runs something in so many nanoseconds. */
  @FunctionalInterface
  interface Later {

    Disposable run(Runnable look, long nanos);
  }

  /**
   * Of this pool.
   *
   * @param memory tells that more is used than the pool's threshold, and that it was collected
   * @param collector collects the whole heap before it returns
   */
  OldGeneration(
      MemoryPoolMXBean pool,
      NotificationEmitter memory,
      Runnable collector,
      LongSupplier nanoTime,
      Later later) {
    this.pool = pool;
    this.memory = memory;
    this.collector = collector;
    this.nanoTime = nanoTime;
    this.later = later;
    this.rested = nanoTime.getAsLong();
    memory.addNotificationListener(this, null, null);
    pool.setCollectionUsageThreshold(1);
    expectMoreThan(0);
  }

  /** That of this process until it is closed, if the collector is the serial one. */
  static AutoCloseable ofSerialCollector() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Tenured Gen"))
        .findAny()
        .<AutoCloseable>map(
            pool ->
                new OldGeneration(
                    pool,
                    (NotificationEmitter) ManagementFactory.getMemoryMXBean(),
                    System::gc,
                    System::nanoTime,
                    OldGeneration::later))
        .orElse(() -> {});
  }

  private static Disposable later(Runnable look, long nanos) {
    return Schedulers.boundedElastic().schedule(look, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public synchronized void handleNotification(Notification notification, Object handback) {
    switch (notification.getType()) {
      case MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED -> collect();
      case MemoryNotificationInfo.MEMORY_COLLECTION_THRESHOLD_EXCEEDED ->
          expectMoreThan(pool.getCollectionUsage().getUsed());
      default -> {
        // there are no others
      }
    }
  }

  private void collect() {
    long begun = nanoTime.getAsLong();
    if (begun - rested >= 0) {
      collector.run();
      long ended = nanoTime.getAsLong();
      long pause = ended - begun;
      rested = ended + (pause > LONG_PAUSE ? LONG_REST : REST * pause);
    } else {
      setThreshold(mostAbove(pool.getUsage().getUsed()));
      if (again == null) {
        again = later.run(this::lookAgain, rested - begun);
      }
    }
  }

  private synchronized void lookAgain() {
    again = null;
    if (pool.getUsage().getUsed() > expected) {
      collect();
    }
  }

  /** Wants to be told when there is a sixteenth more than this, which is what stayed. */
  private void expectMoreThan(long stayed) {
    expected = mostAbove(stayed);
    setThreshold(expected);
  }

  private long mostAbove(long used) {
    return Math.max(pool.getUsage().getInit(), used + used / PART);
  }

  private void setThreshold(long most) {
    pool.setUsageThreshold(Math.min(most, pool.getUsage().getMax()));
  }

  @Override
  public synchronized void close() throws ListenerNotFoundException {
    if (again != null) {
      again.dispose();
    }
    memory.removeNotificationListener(this);
  }
}
