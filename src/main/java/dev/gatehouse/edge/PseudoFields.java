package dev.gatehouse.edge;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The control data of an HTTP/2 request (RFC 9113, section 8.3.1). */
final class PseudoFields {

  private static final String SCHEME = ":scheme";

  private @Nullable String method;
  private @Nullable String path;
  private @Nullable String scheme;
  private @Nullable String authority;

  /** Takes one; gives what is wrong with it, null where nothing is. */
  @Nullable String take(AsciiString name, AsciiString value) {
    String text = value.toString();
    String before;
    switch (name.toString()) {
      case ":method" -> {
        before = method;
        method = text;
      }
      case ":path" -> {
        before = path;
        path = text;
      }
      case SCHEME -> {
        before = scheme;
        scheme = text;
      }
      case ":authority" -> {
        before = authority;
        authority = text;
      }
      default -> {
        return "a pseudo-header is none that requests have";
      }
    }
    return before == null ? null : "a pseudo-header is there more than once";
  }

  /** What is wrong with them together; null where nothing is. */
  @Nullable String error() {
    if (!Tokens.isToken(method())) {
      return "there is no :method that is a word";
    }
    if (method().equals("CONNECT")) {
      return "CONNECT is for forward proxies, which this is not";
    }
    // whatever else it says, it is the socket, or a trusted proxy, that tells the scheme
    if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
      return "there is no " + SCHEME + " that is http or https";
    }
    return path().startsWith("/") ? null : "there is no :path that is a path";
  }

  /** The method; empty where there is none. */
  String method() {
    return method == null ? "" : method;
  }

  /** The target; empty where there is none. */
  String path() {
    return path == null ? "" : path;
  }

  /** Whether the request is a {@code HEAD}. */
  boolean isHead() {
    return "HEAD".equals(method);
  }

  /**
   * What the request is for: one host, unless there is none or they contradict each other.
   *
   * @param named the values of all {@code host} fields, which may only repeat {@code :authority}
   */
  List<String> hosts(List<String> named) {
    if (authority == null) {
      return named;
    }
    List<String> hosts = new ArrayList<>(1);
    hosts.add(authority);
    for (String host : named) {
      if (!host.equalsIgnoreCase(authority)) {
        hosts.add(host);
      }
    }
    return hosts;
  }
}
