package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNameTest {

  @ParameterizedTest
  @CsvSource({
    "example.com, http, example.com",
    "EXAMPLE.com, http, example.com",
    "example.com., http, example.com",
    "Example.Com.:80, http, example.com",
    "example.com:443, https, example.com",
    "example.com:443, http, example.com:443",
    "example.com:8080, http, example.com:8080",
    "example.com.:8080, https, example.com:8080",
    "127.0.0.1:80, http, 127.0.0.1",
    "'[2001:DB8::1]:80', http, '[2001:db8::1]'",
    "'[2001:db8::80]', http, '[2001:db8::80]'",
    "'[2001:db8::1]:8443', https, '[2001:db8::1]:8443'",
    "., http, .",
    "example.com:443, '', example.com:443",
    "example.com:80, '', example.com:80",
  })
  void hasOneSpelling(String host, String scheme, String normal) {
    assertThat(HostName.isValid(host)).isTrue();
    assertThat(HostName.normal(host, scheme)).isEqualTo(normal);
  }
}
