package dev.gatehouse.migration;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code spring.security.oauth2.resourceserver.jwt} of a Spring Boot application.
 *
 * <p>Not thread-safe: one import.
 */
final class SpringResourceServer {

  private static final List<String> PATH =
      List.of("spring", "security", "oauth2", "resourceserver");

  private final Plan plan;

  SpringResourceServer(Plan plan) {
    this.plan = plan;
  }

  /** Reads the document; false where it holds nothing of the kind. */
  boolean read(Item document) {
    Item server = document;
    for (String step : PATH) {
      Item next = server.isMapping(step) ? server.item(step) : null;
      if (next == null) {
        return dotted(document);
      }
      server = next;
    }
    Item jwt = server.item("jwt");
    if (jwt == null) {
      return false;
    }
    server.lose("opaquetoken", "opaque tokens are not read");
    Notes notes = new Notes();
    provider(jwt.noteTo(notes), notes);
    return true;
  }

  /** Dots do not nest here, although they do in Spring: better told than guessed. */
  private boolean dotted(Item document) {
    for (String key : document.keys()) {
      if (key.startsWith("spring.security.oauth2.resourceserver")) {
        plan.notes()
            .lost(document.place(key) + ": write the steps of the key below each other first");
        return true;
      }
    }
    return false;
  }

  private void provider(Item jwt, Notes notes) {
    String issuer = jwt.rawText("issuer-uri");
    String url = jwt.rawText("jwk-set-uri");
    String file = jwt.rawText("public-key-location");
    var provider =
        new JwtProvider(notes)
            .issuer(issuer)
            .audiences(jwt.texts("audiences"))
            .requireExpiration(false)
            .forwardToken(true)
            .keysAt(url, null, null);
    if (url == null && file != null) {
      provider.keysInFile(stripped(file));
    }
    demands(jwt, provider, url != null || file != null);
    boolean readable = Stream.of(issuer, url, file).allMatch(SpringResourceServer::isReadable);
    if (!readable) {
      notes.lost(jwt.place() + ": a placeholder here names a variable of the environment");
    }
    Block block = jwt.complete() && readable ? provider.block() : null;
    if (block == null) {
      plan.notes().addAll(notes);
      plan.notes().lost(jwt.place() + ": the resource server is left out");
      return;
    }
    String named = issuer == null || issuer.contains("${") ? null : issuer;
    String name = plan.provider(AgentgatewayPolicies.name(named, "spring"), block);
    var said = new Notes();
    said.remark(
        "what the application's code demands of requests is not in this file: it still does");
    Block policy = new Block(said).texts("providers", List.of(name));
    plan.unrouted(plan.policy("default", policy));
  }

  private static void demands(Item jwt, JwtProvider provider, boolean keysGiven) {
    List<String> algorithms = jwt.texts("jws-algorithms");
    if (!algorithms.isEmpty()) {
      provider.algorithms(algorithms, jwt.place("jws-algorithms"));
    } else if (keysGiven) {
      // Spring Security's own default, unless it asks the issuer
      provider.algorithms(List.of("RS256"), jwt.place());
    }
    for (String key :
        List.of(
            "principal-claim-name",
            "authority-prefix",
            "authorities-claim-name",
            "authorities-claim-delimiter")) {
      jwt.lose(key, "it is about the application's code, which still sees the token");
    }
  }

  /** A placeholder of Spring's is one of Gatehouse's, if it names a variable. */
  private static boolean isReadable(@Nullable String text) {
    int at = text == null ? -1 : text.indexOf("${");
    while (at >= 0 && text != null) {
      int end = at + 2;
      while (end < text.length() && isVariable(text.charAt(end))) {
        end++;
      }
      if (end == at + 2 || end == text.length() || ":}".indexOf(text.charAt(end)) < 0) {
        return false;
      }
      at = text.indexOf("${", end);
    }
    return true;
  }

  private static boolean isVariable(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  }

  private static String stripped(String location) {
    for (String prefix : List.of("classpath:", "file:")) {
      if (location.startsWith(prefix)) {
        String path = location.substring(prefix.length());
        return path.startsWith("///") ? path.substring(2) : path;
      }
    }
    return location;
  }
}
