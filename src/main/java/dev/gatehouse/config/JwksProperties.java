package dev.gatehouse.config;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a provider's keys are. Key material and credentials are not printed. */
record JwksProperties(
    @Key(
            value = "A JWK set to fetch.",
            absent = "not fetched from a URL of its own",
            example = "https://id.example.com/realms/main/protocol/openid-connect/certs")
        @Nullable String url,
    @Key(
            value = "The keys themselves: a JWK set, one JWK, or PEM public keys or certificates.",
            absent = "not inline",
            secret = true,
            freeText = true,
            example = "'{\"keys\":[...]}'")
        @Nullable String inline,
    @Key(
            value =
                "A file with the same forms; relative to the configuration file. It is "
                    + "watched.",
            absent = "not in a file",
            example = "keys/partner.pem")
        @Nullable String file,
    @Key(
            value =
                "How old fetched keys become; they are refreshed ahead of it, in the "
                    + "background.",
            byDefault = "5m",
            min = "10s",
            max = "365d",
            example = "10m")
        Duration cacheDuration,
    @Key(
            value = "The least time between two fetches that requests force.",
            byDefault = "10s",
            min = "1s",
            max = "365d")
        Duration refreshCooldown,
    @Key(
            value = "How long the last good keys serve while refreshes fail.",
            byDefault = "24h",
            min = "1s",
            max = "365d")
        Duration maxStale,
    @Key(
            value = "The longest a fetch may take, from connecting to the last octet.",
            byDefault = "5s",
            min = "1ms",
            max = "1h",
            example = "2s")
        Duration timeout,
    @Key(
            value = "A `spring.ssl.bundle`: private CA, client certificate.",
            absent = "the platform's trust",
            example = "corporate")
        @Nullable String sslBundle,
    @Key(
            value = "Headers sent with the fetch, to the configured origin alone.",
            absent = "none",
            secret = true,
            example = "{ X-Api-Key: \"${JWKS_KEY}\" }")
        Map<String, String> headers,
    @Key(
            value = "An HTTP proxy to fetch through, its credentials as user info.",
            absent = "none",
            secret = true,
            example = "http://proxy.internal:3128")
        @Nullable String proxy) {

  /** Whether the keys are fetched, from a URL or from where discovery finds them. */
  boolean isRemote() {
    return inline == null && file == null;
  }

  @Override
  public String toString() {
    // a query may hold a credential
    String address = url == null ? "" : url.substring(0, (url + "?").indexOf('?'));
    return ("JwksProperties[url=%s, file=%s, cacheDuration=%s, refreshCooldown=%s, maxStale=%s,"
            + " timeout=%s, sslBundle=%s, headers=%s]")
        .formatted(
            address,
            file,
            cacheDuration,
            refreshCooldown,
            maxStale,
            timeout,
            sslBundle,
            headers.keySet());
  }
}
