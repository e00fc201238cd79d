package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.ClientContexts;
import dev.gatehouse.config.UpstreamLimits;
import dev.gatehouse.config.UpstreamTls;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

class UpstreamsTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Upstreams upstreams =
      new Upstreams(new UpstreamLimits(LONG, LONG, 5, 5, LONG), Schedulers.parallel());

  @AfterEach
  void close() {
    upstreams.close();
  }

  @Test
  void aRenewedBundleIsNotReplacedByTheOneThatALateRequestSaw() throws Exception {
    ClientContexts old = contexts();
    ClientContexts renewed = contexts();
    var between = new AtomicReference<Runnable>();
    var now = new AtomicReference<>(old);
    var tls =
        new UpstreamTls(
            "corporate",
            () -> {
              ClientContexts seen = now.get();
              Runnable next = between.getAndSet(null);
              if (next != null) {
                next.run();
              }
              return seen;
            });
    upstreams.under(tls);

    var first = new AtomicReference<Upstream>();
    between.set(
        () -> {
          now.set(renewed);
          first.set(upstreams.under(tls));
        });
    upstreams.under(tls);
    assertThat(upstreams.under(tls)).isSameAs(first.get());
  }

  private static ClientContexts contexts() throws SSLException {
    return new ClientContexts(
        SslContextBuilder.forClient().build(), SslContextBuilder.forClient().build());
  }
}
