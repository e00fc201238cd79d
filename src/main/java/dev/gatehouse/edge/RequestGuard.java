package dev.gatehouse.edge;

import java.util.List;

/**
 * Judges what a request is for: its method, its target and its {@code Host} (contract, section 8).
 * A pure function, for every version of HTTP.
 */
public final class RequestGuard {

  /** What the guard says of a request. */
  public sealed interface Verdict {

    /**
     * The request is refused with 400.
     *
     * @param detail a sentence that names what is ambiguous
     */
    record Ambiguous(String detail) implements Verdict {}

    /**
     * The request passes to where its route is found, which still has to judge the path's oddities
     * ({@link PathGuard}).
     *
     * @param target the target in origin-form (RFC 9112, section 3.2.1): the path, in which
     *     everything RFC 3986 wants encoded is encoded, and the query, byte for byte
     */
    record Clear(String target) implements Verdict {}
  }

  private static final Verdict NO_HOST = new Verdict.Ambiguous("the Host header is missing");
  private static final Verdict MANY_HOSTS =
      new Verdict.Ambiguous("the Host header is there more than once");
  private static final Verdict BAD_HOST =
      new Verdict.Ambiguous("the Host header is not a host with an optional port");
  private static final Verdict BAD_METHOD =
      new Verdict.Ambiguous("the method is not a word in capitals");
  private static final Verdict CONNECT =
      new Verdict.Ambiguous("CONNECT is for forward proxies, which this is not");
  private static final Verdict NOT_A_PATH = new Verdict.Ambiguous("the target is not a path");
  private static final Verdict ANOTHER_HOST =
      new Verdict.Ambiguous("the target is for another host than the Host header");
  private static final Verdict CONTROL_IN_QUERY =
      new Verdict.Ambiguous("the query has a control character or a space");

  private RequestGuard() {}

  /**
   * Judges a request.
   *
   * @param target the request target, one character an octet
   * @param hosts the values of all {@code Host} lines; with HTTP/2, {@code :authority}
   */
  public static Verdict judge(String method, String target, List<String> hosts) {
    if (hosts.isEmpty()) {
      return NO_HOST;
    }
    if (hosts.size() > 1) {
      return MANY_HOSTS;
    }
    String host = hosts.getFirst();
    if (!HostName.isValid(host)) {
      return BAD_HOST;
    }
    if (!isMethod(method)) {
      return BAD_METHOD;
    }
    if (method.equals("CONNECT")) {
      return CONNECT;
    }
    if (target.startsWith("/")) {
      return judgeOriginForm(target);
    }
    return judgeAbsoluteForm(target, host);
  }

  /**
   * The one spelling of a {@code Host} that is valid: what routes are matched by and rules see.
   *
   * @param scheme whose own port goes unsaid
   */
  public static String normalHost(String host, String scheme) {
    return HostName.normal(host, scheme);
  }

  private static Verdict judgeAbsoluteForm(String target, String host) {
    String scheme =
        target.regionMatches(true, 0, "http://", 0, 7)
            ? "http"
            : target.regionMatches(true, 0, "https://", 0, 8) ? "https" : "";
    if (scheme.isEmpty()) {
      return NOT_A_PATH;
    }
    int start = scheme.length() + 3;
    int end = start;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    String authority = target.substring(start, end);
    if (!HostName.isValid(authority) || !HostName.same(authority, host, scheme)) {
      return ANOTHER_HOST;
    }
    String rest = target.substring(end);
    return judgeOriginForm(rest.startsWith("/") ? rest : "/" + rest);
  }

  private static Verdict judgeOriginForm(String target) {
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    if (PathGuard.judge(path) instanceof PathVerdict.Ambiguous(String detail)) {
      return new Verdict.Ambiguous(detail);
    }
    if (question >= 0 && !isPrintable(target, question)) {
      return CONTROL_IN_QUERY;
    }
    String encoded = PathEncoding.encode(path);
    boolean asReceived = encoded.equals(path);
    return new Verdict.Clear(
        asReceived ? target : question < 0 ? encoded : encoded + target.substring(question));
  }

  private static boolean isPrintable(String target, int start) {
    for (int i = start; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c == 0x7f || c > 0xff) {
        return false;
      }
    }
    return true;
  }

  /** Methods are case-sensitive, but servers that fold {@code delete} to DELETE are not. */
  private static boolean isMethod(String method) {
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      if (!Tokens.isTokenCharacter(c) || (c >= 'a' && c <= 'z')) {
        return false;
      }
    }
    return !method.isEmpty();
  }
}
