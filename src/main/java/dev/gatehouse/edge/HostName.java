package dev.gatehouse.edge;

import java.util.Locale;

/** The authority a request is for: a host and perhaps a port (RFC 9110, section 7.2). */
final class HostName {

  private HostName() {}

  /**
   * Whether the text is a name, an IPv4 address or a bracketed IPv6 address, with a port or
   * without. Stricter than RFC 3986: neither percent-encodings nor delimiters, which hosts don't
   * have and parsers disagree about.
   */
  static boolean isValid(String host) {
    int end = host.startsWith("[") ? bracketed(host) : named(host);
    if (end <= 0 || end > 255 + 2) {
      return false;
    }
    return end == host.length() || (host.charAt(end) == ':' && isPort(host, end + 1));
  }

  /**
   * The one spelling of a valid authority: in lower case, without the dot of the root and the
   * scheme's own port (RFC 9110, section 4.2.3; RFC 3986, section 6.2.3). So nobody leaves a host's
   * route, or its rules, by another spelling of it.
   */
  static String normal(String host, String scheme) {
    int port = portOf(host);
    String name = host.substring(0, port);
    if (name.length() > 1 && name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    int end = withoutImpliedPort(host, scheme);
    String rest = port < end ? host.substring(port, end) : "";
    String normal = (name + rest).toLowerCase(Locale.ROOT);
    return normal.equals(host) ? host : normal;
  }

  private static int portOf(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? colon : host.length();
  }

  /** Whether two valid authorities are one, the scheme's own port being implied. */
  static boolean same(String one, String other, String scheme) {
    int oneLength = withoutImpliedPort(one, scheme);
    return oneLength == withoutImpliedPort(other, scheme)
        && one.regionMatches(true, 0, other, 0, oneLength);
  }

  private static int withoutImpliedPort(String host, String scheme) {
    String implied =
        switch (scheme) {
          case "https" -> ":443";
          case "http" -> ":80";
          default -> null;
        };
    return implied != null && host.endsWith(implied)
        ? host.length() - implied.length()
        : host.length();
  }

  private static int named(String host) {
    int end = 0;
    while (end < host.length() && isNameCharacter(host.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isNameCharacter(char c) {
    int letter = c | 0x20;
    return (letter >= 'a' && letter <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static int bracketed(String host) {
    int close = host.indexOf(']');
    return close > 0 && IpAddress.parseIpv6(host.substring(1, close)) != null ? close + 1 : -1;
  }

  private static boolean isPort(String host, int start) {
    int digits = host.length() - start;
    if (digits < 1 || digits > 5) {
      return false;
    }
    int port = 0;
    for (int i = start; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      port = port * 10 + c - '0';
    }
    return port <= 65535;
  }
}
