package dev.gatehouse.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks that an origin is spelt as browsers spell it (RFC 6454, section 6.2): they are compared
 * letter by letter, so that another spelling would match nothing.
 */
final class OriginCheck {

  private static final String EXAMPLE =
      "write scheme, host and any port that is not the scheme's own, as https://app.example.com";

  private OriginCheck() {}

  static void check(Problems problems, String path, String text) {
    if (text.equals(CorsSpec.ANY)) {
      return;
    }
    if (text.equalsIgnoreCase("null")) {
      problems.error(
          path,
          "'null' is the origin of sandboxed frames and local files, whoever made them",
          "serve the page from an origin of its own, and list that");
    } else if (text.contains(CorsSpec.ANY)) {
      problems.error(
          path,
          "'" + text + "' is a pattern; origins are compared letter by letter",
          "list every origin");
    } else {
      checkSpelling(problems, path, text);
    }
  }

  private static void checkSpelling(Problems problems, String path, String text) {
    String spelled = spelled(text);
    if (spelled == null) {
      boolean ascii = text.chars().allMatch(c -> c < 128);
      problems.error(
          path,
          "'" + text + "' is no origin",
          ascii ? EXAMPLE : "write the host in its Punycode form, which begins with xn--");
    } else if (!spelled.equals(text)) {
      problems.error(path, "no browser spells an origin '" + text + "'", "write " + spelled);
    }
  }

  /** The origin of the URI as a browser spells it; null where it has none. */
  private static @Nullable String spelled(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException _) {
      return null;
    }
    int port = uri.getPort();
    if (uri.getScheme() == null || uri.getHost() == null || port == 0 || port > 65_535) {
      return null;
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    boolean unsaid =
        port < 0
            || (scheme.equals("https") && port == 443)
            || (scheme.equals("http") && port == 80);
    String origin = scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT);
    return unsaid ? origin : origin + ":" + port;
  }
}
