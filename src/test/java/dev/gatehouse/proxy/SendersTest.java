package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;

class SendersTest {

  private final Senders senders = new Senders(HttpClient.create(), (_, out) -> out);

  @Test
  void areMadeOnceForEachOriginAndMethod() {
    var first = senders.of(HttpMethod.GET, URI.create("http://orders:8080"));
    assertThat(senders.of(HttpMethod.GET, URI.create("http://orders:8080"))).isSameAs(first);
    assertThat(senders.of(HttpMethod.POST, URI.create("http://orders:8080"))).isNotSameAs(first);
    assertThat(senders.of(HttpMethod.GET, URI.create("https://orders:8080"))).isNotSameAs(first);
    assertThat(senders.of(HttpMethod.GET, URI.create("http://orders:8081"))).isNotSameAs(first);
    assertThat(senders.of(HttpMethod.GET, URI.create("http://orders"))).isNotSameAs(first);
  }

  @Test
  void keepNothingThatAClientMakesUp() {
    for (int i = 0; i < 100; i++) {
      senders.of(HttpMethod.GET, URI.create("http://orders:8080/" + i + "?secret=" + i));
      senders.of(HttpMethod.valueOf("MADE" + i), URI.create("http://orders:8080/"));
    }
    assertThat(senders.kept()).isEqualTo(1);
  }

  @Test
  void areBounded() {
    for (int i = 0; i < 1_100; i++) {
      senders.of(HttpMethod.GET, URI.create("http://orders-" + i));
    }
    assertThat(senders.kept()).isEqualTo(1_000);
  }
}
