package dev.gatehouse.keys;

import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a remote key set is kept (contract, section 5).
 *
 * @param source where it is
 * @param cacheDuration how old keys become before they are refreshed; refreshed ahead of it
 * @param refreshCooldown the least time from one fetch to the next that a request may force
 * @param maxStale how long the last good keys serve while refreshes fail
 * @param timeout the longest a fetch may take, discovery and redirects included
 * @param headers sent with the fetch, to the source's own origin alone
 * @param proxy an HTTP proxy, with its credentials as user info; null: none
 * @param tls asked for each fetch, so that certificates can be renewed; null: the platform's trust
 */
public record RemoteKeySettings(
    KeySource source,
    Duration cacheDuration,
    Duration refreshCooldown,
    Duration maxStale,
    Duration timeout,
    Map<String, String> headers,
    @Nullable URI proxy,
    @Nullable Supplier<SslContext> tls) {

  private static final Duration LONGEST = Duration.ofDays(365);

  public RemoteKeySettings {
    require("jwks.cacheDuration", cacheDuration, Duration.ofSeconds(10));
    require("jwks.refreshCooldown", refreshCooldown, Duration.ofSeconds(1));
    require("jwks.maxStale", maxStale, Duration.ofSeconds(1));
    require("jwks.timeout", timeout, Duration.ofMillis(1));
    headers = Map.copyOf(headers);
    if (proxy != null && (!"http".equals(proxy.getScheme()) || proxy.getHost() == null)) {
      throw new IllegalArgumentException("jwks.proxy must be a URL like http://proxy:3128");
    }
  }

  /** These settings for this source, everything else as by default. */
  public static RemoteKeySettings of(KeySource source) {
    return new RemoteKeySettings(
        source,
        Duration.ofMinutes(5),
        Duration.ofSeconds(10),
        Duration.ofHours(24),
        Duration.ofSeconds(5),
        Map.of(),
        null,
        null);
  }

  private static void require(String field, Duration value, Duration least) {
    if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          field + " must be from " + least + " to " + LONGEST + ", not " + value);
    }
  }

  @Override
  public String toString() {
    return "RemoteKeySettings[" + source + "]";
  }
}
