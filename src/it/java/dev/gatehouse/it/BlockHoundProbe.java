package dev.gatehouse.it;

import java.util.concurrent.CountDownLatch;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** Blocks where nothing may, so that a test can see whether anybody notices. */
final class BlockHoundProbe {

  private BlockHoundProbe() {}

  public static void main(String[] args) throws InterruptedException {
    var done = new CountDownLatch(2);
    Schedulers.parallel().schedule(() -> block("parallel", done));
    LoopResources.create("probe", 1, true).onServer(true).next().execute(() -> block("loop", done));
    done.await();
    System.exit(0);
  }

  @SuppressWarnings("ThreadSleep") // it blocks, which is the point
  private static void block(String where, CountDownLatch done) {
    try {
      Thread.sleep(1);
      System.out.println(where + ": unnoticed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      System.out.println(where + ": " + e.getClass().getSimpleName());
    } finally {
      done.countDown();
    }
  }
}
