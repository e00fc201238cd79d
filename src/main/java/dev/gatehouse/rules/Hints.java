package dev.gatehouse.rules;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells people who write what another gateway's rules call something what it is called here. */
final class Hints {

  private static final String UNDECLARED = "undeclared reference to '";

  /** What others write, and what to write. */
  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("claims", "jwt"),
          Map.entry("token", "jwt"),
          Map.entry("auth", "jwt"),
          Map.entry("user", "jwt"),
          Map.entry("principal", "jwt"),
          Map.entry("metadata", "jwt"),
          Map.entry("apiKey", "jwt"),
          Map.entry("source", "request.address"),
          Map.entry("client", "request.address"),
          Map.entry("connection", "request.address"),
          Map.entry("method", "request.method"),
          Map.entry("path", "request.path"),
          Map.entry("headers", "request.headers"),
          Map.entry("header", "request.headers"),
          Map.entry("query", "request.params"),
          Map.entry("req", "request"),
          Map.entry("http", "request"),
          Map.entry("time", "now"));

  private static final Map<String, String> OTHER_FIELDS =
      Map.ofEntries(
          Map.entry("auth", "claims are in 'jwt': jwt.sub"),
          Map.entry("claims", "claims are in 'jwt': jwt.sub"),
          Map.entry("time", "the time is 'now'"),
          Map.entry("uri", "write request.path, and request.query for what is behind its '?'"),
          Map.entry("url", "write request.path, and request.query for what is behind its '?'"),
          Map.entry("url_path", "write request.path"),
          Map.entry("parameters", "write request.params['name'], a list"),
          Map.entry("ip", "write request.address"),
          Map.entry("remoteAddress", "write request.address"),
          Map.entry("header", "write request.headers['name']"),
          Map.entry("authority", "write request.host"));

  private Hints() {}

  /** A library's sentence, without what nobody reading a file knows of. */
  static String message(String said) {
    return said.replace(" (in container '')", "").strip();
  }

  /**
   * What to do.
   *
   * @param said the library's sentence
   * @param rest the expression from the place of the mistake on
   */
  static @Nullable String advice(String said, String rest) {
    if (!said.startsWith(UNDECLARED)) {
      return said.contains("expected type 'bool'")
          ? "a rule is true or false: compare the value with '=='"
          : said.contains("recursion") || said.contains("exceeds") || said.contains("limit")
              ? "say it in several rules"
              : null;
    }
    int end = said.indexOf('\'', UNDECLARED.length());
    String name = said.substring(UNDECLARED.length(), Math.max(end, UNDECLARED.length()));
    if (name.equals("request")) {
      return field(rest);
    }
    String ours = OTHER_NAMES.get(name);
    return ours != null
        ? "it is called '" + ours + "' here"
        : "there are jwt, request, policy, provider, now"
            + (name.isEmpty() ? "" : "; a text stands in quotes: '" + name + "'");
  }

  private static String field(String rest) {
    int dot = rest.indexOf('.');
    int end = dot + 1;
    while (end < rest.length() && Character.isJavaIdentifierPart(rest.charAt(end))) {
      end++;
    }
    String field = dot < 0 ? "" : rest.substring(dot + 1, end);
    String hint = OTHER_FIELDS.get(field);
    if (hint != null) {
      return hint;
    }
    List<String> fields = Environment.REQUEST;
    return "'request' has " + String.join(", ", fields);
  }
}
