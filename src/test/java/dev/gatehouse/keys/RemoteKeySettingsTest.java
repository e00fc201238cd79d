package dev.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteKeySettingsTest {

  private static final KeySource SOURCE =
      new KeySource.Url(URI.create("https://id.example/keys?key=secret"));

  private static RemoteKeySettings settings(
      Duration cache, Duration cooldown, Duration stale, Duration timeout, String proxy) {
    return new RemoteKeySettings(
        SOURCE,
        cache,
        cooldown,
        stale,
        timeout,
        Map.of("X-Api-Key", "secret"),
        proxy == null ? null : URI.create(proxy),
        null);
  }

  @Test
  void isAsTheContractSaysByDefault() {
    var settings = RemoteKeySettings.of(SOURCE);
    assertThat(settings.cacheDuration()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.refreshCooldown()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.maxStale()).isEqualTo(Duration.ofHours(24));
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "PT9.999S, PT1S, PT1H, PT5S, jwks.cacheDuration",
    "PT10S, PT0.999S, PT1H, PT5S, jwks.refreshCooldown",
    "PT10S, PT1S, PT0S, PT5S, jwks.maxStale",
    "PT10S, PT1S, PT1H, PT0S, jwks.timeout",
    "PT10S, PT1S, PT1H, PT-5S, jwks.timeout",
    "P9999D, PT1S, PT1H, PT5S, jwks.cacheDuration",
  })
  void refusesWhatCannotWork(
      Duration cache, Duration cooldown, Duration stale, Duration timeout, String field) {
    assertThatThrownBy(() -> settings(cache, cooldown, stale, timeout, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(field + " must be ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy:3128", "socks5://proxy:1080", "http:///x", "//proxy"})
  void refusesAProxyThatIsNone(String proxy) {
    var second = Duration.ofSeconds(10);
    assertThatThrownBy(() -> settings(second, second, second, second, proxy))
        .hasMessageStartingWith("jwks.proxy must be ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys", "file:/keys", "https://u:p@id.example/", "https://id.example/#k"})
  void refusesAnAddressThatCannotBeFetched(String uri) {
    assertThatThrownBy(() -> new KeySource.Url(URI.create(uri)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("jwks.url must ");
  }

  @Test
  void printsNoSecret() {
    var minute = Duration.ofMinutes(1);
    assertThat(settings(minute, minute, minute, minute, "http://user:secret@proxy:3128"))
        .hasToString("RemoteKeySettings[Url[https://id.example]]");
  }

  @Test
  void refreshesBeforeKeysGoStale() {
    var settings =
        settings(
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            null);
    assertThat(Timing.of(settings, () -> 0).refresh()).isEqualTo(Duration.ofSeconds(14));
  }
}
