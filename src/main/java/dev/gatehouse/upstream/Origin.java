package dev.gatehouse.upstream;

import java.net.URI;

/**
 * Where an upstream listens.
 *
 * @param host a name, or an address without brackets
 */
record Origin(boolean tls, String host, int port) {

  /**
   * The origin of a URL.
   *
   * @throws IllegalArgumentException where it is neither http nor https, or has no host
   */
  static Origin of(URI url) {
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    String host = url.getHost();
    if (host == null || !(tls || "http".equalsIgnoreCase(url.getScheme()))) {
      throw new IllegalArgumentException("no URL of an upstream: " + url.getRawAuthority());
    }
    int port = url.getPort();
    return new Origin(
        tls,
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        port >= 0 ? port : tls ? 443 : 80);
  }
}
