package dev.gatehouse.config;

import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.token.TokenCharacters;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks how keys are fetched; of headers and proxies no value is ever told. */
final class RemoteKeyChecks {

  private static final List<String> KEYS =
      List.of(
          "cacheDuration",
          "refreshCooldown",
          "maxStale",
          "timeout",
          "sslBundle",
          "headers",
          "proxy");

  private static final String PROXY_ADVICE = "write http://HOST:PORT";

  private final Problems problems;

  RemoteKeyChecks(Problems problems) {
    this.problems = problems;
  }

  /** Notes what is wrong with the fetching of a key set, whose keys stand below this path. */
  void check(String path, JwksProperties jwks) {
    if (!jwks.isRemote()) {
      if (jwks.url() == null) {
        refuseAll(path, jwks.inline() != null ? "inline" : "in a file");
      }
      return;
    }
    Set<String> seen = new HashSet<>();
    jwks.headers()
        .forEach(
            (name, value) -> checkHeader(path + ".headers." + name, name, String.valueOf(value)));
    for (String name : jwks.headers().keySet()) {
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        problems.keyError(
            path + ".headers." + name, "the header '" + name + "' is given twice", "remove one");
      }
    }
    if (jwks.proxy() != null) {
      checkProxy(path + ".proxy", jwks.proxy());
    }
    if (jwks.sslBundle() != null
        && jwks.url() != null
        && jwks.url().regionMatches(true, 0, "http:", 0, 5)) {
      problems.warning(
          path + ".sslBundle",
          "the bundle is used for nothing, as the key URL is http",
          "write https in 'url'");
    }
  }

  /** Whoever writes one of these believes in a fetch that there is not. */
  private void refuseAll(String path, String source) {
    for (String key : KEYS) {
      if (problems.lineOf(path + "." + key) > 0) {
        problems.keyError(
            path + "." + key,
            "'" + key + "' is about fetched keys, and these are " + source,
            "remove it, or fetch the keys with 'url' or by discovery");
      }
    }
  }

  private void checkHeader(String path, String name, String value) {
    if (!TokenCharacters.isToken(name)) {
      problems.keyError(
          path, "'" + name + "' is no header name", "use letters, digits and '-', as in X-Api-Key");
      return;
    }
    String meaning = ReservedHeaders.meaning(name);
    if (HeaderNames.same("if-none-match", name)) {
      meaning = "asks whether the keys changed, which Gatehouse does by itself";
    }
    boolean usable = meaning == null || HeaderNames.same("cookie", name);
    if (!usable) {
      problems.keyError(
          path, "the header '" + name + "' cannot be sent: it " + meaning, "remove it");
    }
    if (!problems.hasErrorAt(path) && !value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      problems.error(
          path, "the header's value holds more than ASCII", "encode it as the issuer expects it");
    }
  }

  private void checkProxy(String path, String text) {
    URI proxy;
    try {
      proxy = new URI(text);
    } catch (URISyntaxException e) {
      problems.error(path, "the proxy must be a URL", PROXY_ADVICE);
      return;
    }
    if (!"http".equals(proxy.getScheme()) || proxy.getHost() == null) {
      problems.error(path, "the proxy must be a URL with http and a host", PROXY_ADVICE);
    } else if (proxy.getPort() == 0 || proxy.getPort() > 65535) {
      problems.error(path, "the proxy's port must be from 1 to 65535", PROXY_ADVICE);
    } else if (!(proxy.getRawPath().isEmpty() || proxy.getRawPath().equals("/"))
        || proxy.getRawQuery() != null
        || proxy.getRawFragment() != null) {
      problems.error(path, "the proxy must have nothing behind its port", PROXY_ADVICE);
    }
  }
}
