package dev.gatehouse.operations;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.NotificationEmitter;

/** A process that leaves garbage in its old generation, and ends well once that is collected. */
final class Survivors {

  private static final int MEBIBYTE = 1 << 20;

  private Survivors() {}

  public static void main(String[] arguments) throws Exception {
    var collected = new CountDownLatch(1);
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector.getName().equals("MarkSweepCompact")) {
        ((NotificationEmitter) collector)
            .addNotificationListener((_, _) -> collected.countDown(), null, null);
      }
    }
    try (AutoCloseable _ = OldGeneration.ofSerialCollector()) {
      // 24 MiB that stay; the machine itself would collect the old ones when there are 170
      var held = new ArrayDeque<byte[]>();
      for (int allocated = 0; allocated < 150; allocated++) {
        held.add(new byte[MEBIBYTE]);
        if (held.size() > 24) {
          held.remove();
        }
      }
      if (!collected.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody collected the old generation");
      }
    }
  }
}
