package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.UpstreamLimits;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Filters with bugs: none of them keeps a place at the upstream. */
class FailingFilterTest extends ProxyTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Duration LONG = Duration.ofSeconds(20);

  private void serve(FailingGatewayFilterFactory.Moment moment) {
    application.serve(
        TestSnapshots.with()
            .open(upstream.uri(), "Path=/failing/**", "Failing=" + moment)
            .open(upstream.uri(), "Path=/**")
            .upstream(new UpstreamLimits(Duration.ofSeconds(2), LONG, 2, 0, LONG))
            .snapshot(),
        deciding(anonymous()));
  }

  /** Where a place were kept, the third request would be refused as one too many. */
  @ParameterizedTest
  @EnumSource
  void leavesItsPlaceToOthers(FailingGatewayFilterFactory.Moment moment) {
    serve(moment);
    upstream.answer(
        exchange -> {
          if (exchange.line().contains("/failing")) {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegun");
            // until the gateway closes the connection
            exchange.in().transferTo(OutputStream.nullOutputStream());
          } else {
            exchange.send(OK);
          }
        });
    boolean asked = moment != FailingGatewayFilterFactory.Moment.BEFORE_THE_REQUEST;
    for (int i = 0; i < 6; i++) {
      assertThat(failing()).as(moment.name()).isNotEqualTo(503);
      if (asked) {
        upstream.sawEnd();
      }
    }
    assertThat(client.get("/mine").body()).isEqualTo("ok");
  }

  /** The status; 0 where the connection was cut before. */
  private static int failing() {
    RawClient asking = application.connect();
    try {
      return asking.send(RawClient.head("GET", "/failing")).receive().status();
    } catch (UncheckedIOException cut) {
      return 0;
    } finally {
      asking.close();
    }
  }
}
