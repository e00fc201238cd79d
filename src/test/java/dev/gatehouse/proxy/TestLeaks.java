package dev.gatehouse.proxy;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Buffers that nobody released, from its making on; every buffer is watched. */
final class TestLeaks implements AutoCloseable {

  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
  private final BlockingQueue<String> found = new LinkedBlockingQueue<>();

  TestLeaks() throws InterruptedException {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> found.add(type + " " + records));
    // what others have leaked before
    var _ = found();
  }

  /**
   * What was leaked. A leak is known once its buffer is collected, so one is made on purpose,
   * twice: what was leaked before the first is found before the second.
   *
   * @throws AssertionError where not even that is found
   */
  String found() throws InterruptedException {
    var leaks = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      // Netty reports leaks that look the same but once
      String purpose = "leaked on purpose " + UUID.randomUUID();
      leak(purpose);
      for (String next = next(); !next.contains(purpose); next = next()) {
        leaks.append(next).append('\n');
      }
    }
    return leaks.toString();
  }

  private static void leak(String why) {
    PooledByteBufAllocator.DEFAULT.directBuffer(16).touch(why);
  }

  private String next() throws InterruptedException {
    for (int i = 0; i < 40; i++) {
      System.gc();
      // what is collected is reported when the next buffer is made
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
      String next = found.poll(50, TimeUnit.MILLISECONDS);
      if (next != null) {
        return next;
      }
    }
    throw new AssertionError("the leak made on purpose was not found");
  }

  @Override
  public void close() {
    ByteBufUtil.setLeakListener(null);
    ResourceLeakDetector.setLevel(before);
  }
}
