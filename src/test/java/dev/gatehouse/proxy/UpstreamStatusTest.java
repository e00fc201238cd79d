package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamStatusTest extends ProxyTest {

  @ParameterizedTest
  @ValueSource(strings = {"1000", "99", "-1", "20O"})
  void takesAStatusThatIsNoneForTheUpstreamsFailure(String status) {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**").snapshot(), deciding(anonymous()));
    upstream.answer("HTTP/1.1 " + status + " Odd\r\nContent-Length: 0\r\n\r\n");
    assertThat(client.get("/").status()).isEqualTo(502);
  }
}
