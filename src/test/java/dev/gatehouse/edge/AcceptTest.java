package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;

/** All clients at once, as when a gateway comes back. */
class AcceptTest {

  private static final int CLIENTS = 120;
  private static final EdgeLimits LIMITS =
      new EdgeLimits(
          20 * 1024, 32 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(60), 2 * CLIENTS);

  private final EventLoops loops = new EventLoops(1);
  private final CountDownLatch accepted = new CountDownLatch(CLIENTS);
  private final List<Socket> clients = new ArrayList<>();
  private DisposableServer server;

  @AfterEach
  void stop() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    server.disposeNow();
    loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
  }

  @Test
  void takesManyConnectionsInOneTurnOfTheLoop() throws Exception {
    server =
        TestEdge.echo(TestEdge.edge(LIMITS))
            .runOn(loops)
            .doOnChannelInit((_, _, _) -> accepted.countDown())
            .bindNow();
    EventLoop loop = loops.onServer(true).next();
    var queued = new CountDownLatch(1);
    loop.execute(() -> holdUp(queued));
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    }
    var turns = new AtomicInteger();
    loop.execute(() -> countTurns(loop, turns));
    queued.countDown();
    assertThat(accepted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(turns).hasValueLessThan(CLIENTS / 10);
  }

  /** Keeps the loop busy, as it may not wait. */
  private static void holdUp(CountDownLatch until) {
    boolean held = true;
    while (held) {
      held = until.getCount() > 0;
    }
  }

  private void countTurns(EventLoop loop, AtomicInteger turns) {
    if (accepted.getCount() > 0) {
      turns.incrementAndGet();
      // what is scheduled is looked at once in a turn
      var _ = loop.schedule(() -> countTurns(loop, turns), 1, TimeUnit.NANOSECONDS);
    }
  }
}
