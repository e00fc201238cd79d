package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.request.HeaderFields;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

  private static final ClientAddress CLIENTS =
      new ClientAddress(AddressRanges.of(List.of("10.2.0.0/16", "2001:db8:2::/48")));

  private static HeaderFields lines(String... namesAndValues) {
    return consumer -> {
      for (int i = 0; i < namesAndValues.length; i += 2) {
        consumer.accept(namesAndValues[i], namesAndValues[i + 1]);
      }
    };
  }

  private static Client resolve(String peer, String... namesAndValues) {
    return CLIENTS.resolve(InetAddress.ofLiteral(peer), "http", "gw.test", lines(namesAndValues));
  }

  @Test
  void believesNothingAStrangerSays() {
    Client client =
        resolve(
            "203.0.113.9",
            "X-Forwarded-For",
            "127.0.0.1",
            "X-Forwarded-Proto",
            "https",
            "X-Forwarded-Host",
            "admin.test");
    assertThat(client)
        .isEqualTo(
            new Client(
                InetAddress.ofLiteral("203.0.113.9"), "http", "gw.test", "203.0.113.9", false));
  }

  @ParameterizedTest
  @CsvSource({
    "'198.51.100.7', 198.51.100.7, '198.51.100.7, 10.2.0.1'",
    "'127.0.0.1, 198.51.100.7', 198.51.100.7, '198.51.100.7, 10.2.0.1'",
    "'127.0.0.1, 198.51.100.7 , 10.2.9.9', 198.51.100.7, '198.51.100.7, 10.2.9.9, 10.2.0.1'",
    "'198.51.100.7:4711', 198.51.100.7, '198.51.100.7, 10.2.0.1'",
    "'[2001:db8::7]:4711', 2001:db8::7, '2001:db8::7, 10.2.0.1'",
    "'[2001:db8::7]', 2001:db8::7, '2001:db8::7, 10.2.0.1'",
    "'2001:db8::7', 2001:db8::7, '2001:db8::7, 10.2.0.1'",
    "'::ffff:198.51.100.7', 198.51.100.7, '198.51.100.7, 10.2.0.1'",
    "'::ffff:10.2.3.4', 10.2.3.4, '10.2.3.4, 10.2.0.1'",
    "'198.51.100.7,,', 198.51.100.7, '198.51.100.7, 10.2.0.1'",
    "'10.2.0.3, 10.2.0.2', 10.2.0.3, '10.2.0.3, 10.2.0.2, 10.2.0.1'",
    "'', 10.2.0.1, 10.2.0.1"
  })
  void takesTheRightMostAddressInFrontOfTheTrustedProxies(
      String chain, String address, String path) {
    Client client = resolve("10.2.0.1", "X-Forwarded-For", chain);
    assertThat(client.address()).isEqualTo(InetAddress.ofLiteral(address));
    assertThat(client.path()).isEqualTo(path);
    assertThat(client.byTrustedProxy()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown",
        "_hidden",
        "localhost",
        "198.51.100.7:",
        "198.51.100.7:x",
        "198.51.100.7:123456",
        "[198.51.100.7]",
        "[2001:db8::7",
        "[2001:db8::7]x",
        "fe80::1%eth0",
        "1",
        "1.2.3",
        "0x7f.0.0.1",
        "198.51.100.7 8.8.8.8",
        "\"198.51.100.7\""
      })
  void believesNoGarbageAndNothingInFrontOfIt(String garbage) {
    Client client =
        resolve("10.2.0.1", "X-Forwarded-For", "198.51.100.7, " + garbage + ", 10.2.0.2");
    assertThat(client.address()).isEqualTo(InetAddress.ofLiteral("10.2.0.2"));
    assertThat(client.path()).isEqualTo("10.2.0.2, 10.2.0.1");
  }

  @Test
  void readsSeveralLinesAsOneList() {
    Client client =
        resolve("10.2.0.1", "X-Forwarded-For", "198.51.100.7", "x-forwarded-for", "10.2.0.2");
    assertThat(client.address()).isEqualTo(InetAddress.ofLiteral("198.51.100.7"));
  }

  @Test
  void ignoresOtherSpellingsThatATrustedProxyLetThrough() {
    Client client = resolve("10.2.0.1", "X_Forwarded_For", "127.0.0.1");
    assertThat(client.address()).isEqualTo(InetAddress.ofLiteral("10.2.0.1"));
  }

  @Test
  void takesSchemeAndHostOfATrustedProxy() {
    Client client =
        resolve("10.2.0.1", "X-Forwarded-Proto", "HTTPS", "X-Forwarded-Host", "www.test:8443");
    assertThat(client.scheme()).isEqualTo("https");
    assertThat(client.host()).isEqualTo("www.test:8443");
  }

  @Test
  void takesOfListsWhatTheProxyItselfAdded() {
    Client client =
        resolve(
            "10.2.0.1",
            "X-Forwarded-Proto",
            "https, http",
            "X-Forwarded-Host",
            "evil.test",
            "X-Forwarded-Host",
            "evil.test, www.test");
    assertThat(client.scheme()).isEqualTo("http");
    assertThat(client.host()).isEqualTo("www.test");
  }

  @Test
  void ignoresASchemeOrHostThatIsNone() {
    Client client =
        resolve("10.2.0.1", "X-Forwarded-Proto", "gopher", "X-Forwarded-Host", "a b/../c");
    assertThat(client.scheme()).isEqualTo("http");
    assertThat(client.host()).isEqualTo("gw.test");
  }
}
