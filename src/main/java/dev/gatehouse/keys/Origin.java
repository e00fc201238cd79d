package dev.gatehouse.keys;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A scheme, a host and a port (RFC 6454, section 4). The host may have underscores, which {@link
 * URI} does not call a host, and container networks do.
 */
record Origin(String scheme, String host, int port) {

  /** The origin of the address; null where it is not an absolute http or https one. */
  static @Nullable Origin of(URI uri) {
    String authority = uri.getRawAuthority();
    if (uri.getScheme() == null || authority == null || authority.indexOf('@') >= 0) {
      return null;
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return null;
    }
    int colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
    String host = colon < 0 ? authority : authority.substring(0, colon);
    int port = colon < 0 ? defaultPort(scheme) : port(authority, colon + 1, scheme);
    return host.isEmpty() || port < 1 || port > 65535
        ? null
        : new Origin(scheme, host.toLowerCase(Locale.ROOT), port);
  }

  /**
   * The address itself.
   *
   * @throws IllegalArgumentException if it is none that can be fetched, naming the field
   */
  static URI require(String field, URI uri) {
    if (of(uri) == null) {
      throw new IllegalArgumentException(
          field + " must be an absolute http or https URL without user info");
    }
    if (uri.getRawFragment() != null) {
      throw new IllegalArgumentException(field + " must have no fragment");
    }
    return uri;
  }

  boolean isSecure() {
    return scheme.equals("https");
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  private static int port(String authority, int from, String scheme) {
    if (from == authority.length()) {
      return defaultPort(scheme);
    }
    int port = 0;
    for (int i = from; i < authority.length(); i++) {
      int digit = authority.charAt(i) - '0';
      if (digit < 0 || digit > 9 || port > 65535) {
        return -1;
      }
      port = port * 10 + digit;
    }
    return port;
  }

  @Override
  public String toString() {
    return scheme + "://" + host + (port == defaultPort(scheme) ? "" : ":" + port);
  }
}
