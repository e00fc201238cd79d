package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {

  @ParameterizedTest
  @CsvSource({
    "10.2.0.0/16, 10.2.255.255, true",
    "10.2.0.0/16, 10.3.0.0, false",
    "10.2.0.1, 10.2.0.1, true",
    "10.2.0.1, 10.2.0.2, false",
    "10.2.0.128/25, 10.2.0.127, false",
    "10.2.0.128/25, 10.2.0.129, true",
    "127.0.0.1/8, 127.9.9.9, true",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 8.8.8.8, false",
    "::/0, ::1, true",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::ffff:10.2.0.0/112, 10.2.3.4, true",
    "::ffff:10.2.0.0/112, 10.3.3.4, false",
    "10.2.0.0/16, ::ffff:10.2.3.4, true"
  })
  void containsTheAddressesOfItsNetworks(String network, String address, boolean contained) {
    var ranges = AddressRanges.of(List.of("192.0.2.1", network));
    assertThat(ranges.contains(InetAddress.ofLiteral(address))).isEqualTo(contained);
  }

  @Test
  void nobodyIsInNone() {
    assertThat(AddressRanges.NONE.contains(InetAddress.getLoopbackAddress())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.2.0.0/",
        "10.2.0.0/33",
        "10.2.0.0/-1",
        "10.2.0.0/1x",
        "10.2.0.0/16/16",
        "10.2/16",
        "10.2.0.0.0/16",
        "localhost",
        "fe80::1%eth0/64",
        "::/129",
        "::ffff:10.2.0.0/64",
        "[::1]",
        " 10.2.0.0/16"
      })
  void refusesWhatIsNoNetwork(String network) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressRanges.of(List.of(network)))
        .withMessageContaining("\"" + network + "\"");
  }
}
