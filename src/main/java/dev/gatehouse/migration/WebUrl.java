package dev.gatehouse.migration;

import java.net.URI;
import java.net.URISyntaxException;

/** Tells URLs that Gatehouse fetches from. */
final class WebUrl {

  private WebUrl() {}

  /** Whether it has a host to ask by http or https, no credentials and no fragment. */
  static boolean isReadable(String text) {
    // a variable of the environment brings the rest
    if (text.startsWith("${")) {
      return true;
    }
    try {
      var url = new URI(text);
      boolean web =
          "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
      return web
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return text.contains("${");
    }
  }
}
