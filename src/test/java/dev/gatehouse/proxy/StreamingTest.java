package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Bodies pass as fast as the slower side takes them, and are never held. */
class StreamingTest extends ProxyTest {

  private static final long LARGE = 256L * 1024 * 1024;

  /** What sockets' buffers and Netty's water marks on the way may hold together, by far. */
  private static final long ON_THE_WAY = 48L * 1024 * 1024;

  private void serve() {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(), deciding(anonymous()));
  }

  @Test
  void aLargeDownloadIsReadOnlyAsFastAsTheClientReads() throws Exception {
    serve();
    var written = new AtomicLong();
    upstream.answer(exchange -> write(exchange, written));
    client.send(RawClient.head("GET", "/")).receiveHead();
    waitUntilSteady(written);
    assertThat(written.get()).isLessThan(ON_THE_WAY);
    long read = skip(LARGE);
    assertThat(read).isEqualTo(LARGE);
  }

  @Test
  void aLargeUploadIsReadOnlyAsFastAsTheUpstreamReads() throws Exception {
    serve();
    var resume = new CompletableFuture<Void>();
    var received = new CompletableFuture<Long>();
    upstream.answer(
        exchange -> {
          resume.join();
          byte[] buffer = new byte[64 * 1024];
          long total = 0;
          while (total < LARGE) {
            total += exchange.in().read(buffer);
          }
          received.complete(total);
          exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
    var sent = new AtomicLong();
    client.send(RawClient.head("POST", "/", "Content-Length: " + LARGE));
    Thread.startVirtualThread(() -> upload(sent));
    waitUntilSteady(sent);
    assertThat(sent.get()).isLessThan(ON_THE_WAY);
    assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()).isLessThan(ON_THE_WAY);
    resume.complete(null);
    assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(LARGE);
    assertThat(client.receive().status()).isEqualTo(200);
  }

  private static void write(TestUpstream.Exchange exchange, AtomicLong written) throws IOException {
    OutputStream out = exchange.out();
    out.write(
        ("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    byte[] buffer = new byte[64 * 1024];
    while (written.get() < LARGE) {
      out.write(buffer);
      written.addAndGet(buffer.length);
    }
  }

  private void upload(AtomicLong sent) {
    byte[] buffer = new byte[64 * 1024];
    while (sent.get() < LARGE) {
      client.send(buffer);
      sent.addAndGet(buffer.length);
    }
  }

  private long skip(long octets) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long read = 0;
    while (read < octets) {
      int some = client.in().read(buffer);
      if (some < 0) {
        return read;
      }
      read += some;
    }
    return read;
  }

  /** Waits until nothing has moved for half a second. */
  private static void waitUntilSteady(AtomicLong moving) throws Exception {
    long before = -1;
    while (before != moving.get()) {
      before = moving.get();
      new CompletableFuture<Void>().completeOnTimeout(null, 500, TimeUnit.MILLISECONDS).get();
    }
  }
}
