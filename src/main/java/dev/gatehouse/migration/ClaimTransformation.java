package dev.gatehouse.migration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads from agentgateway's transformations which claims become headers. */
final class ClaimTransformation {

  private final Plan plan;

  ClaimTransformation(Plan plan) {
    this.plan = plan;
  }

  /** Claims by the header they are written to, in the order of the policy. */
  Map<String, String> read(Item traffic) {
    Item transformation = traffic.item("transformation");
    Item request = transformation == null ? null : transformation.item("request");
    var claims = new LinkedHashMap<String, String>();
    if (transformation == null) {
      return claims;
    }
    if (request != null) {
      for (Item header : request.items("set")) {
        String name = header.text("name");
        String claim = name == null ? null : claim(header);
        if (name != null && claim != null && header.complete()) {
          claims.put(name, claim);
        } else if (name != null) {
          traffic.notes().lost(header.place() + ": no claim, so no header " + name);
          plan.trusted(name);
        }
      }
      request.lose("add", "what is added is left out");
      request.lose("body", "bodies are not rewritten");
      HeaderChanges.noteRequest(request, plan);
    }
    transformation.lose("response", "responses are not rewritten");
    if (request != null) {
      request.complete();
    }
    transformation.understood();
    return claims;
  }

  /** The claim that the value is, such as {@code jwt.sub}; null where it is anything else. */
  private static @Nullable String claim(Item header) {
    String value = header.rawText("value");
    List<CelToken> tokens = value == null ? null : CelToken.of(value);
    if (tokens == null) {
      return null;
    }
    boolean otherwise = tokens.size() > 5 && tokens.getFirst().is("default");
    if (!otherwise) {
      return path(tokens);
    }
    int comma = tokens.size() - 3;
    boolean simple = tokens.get(1).is("(") && tokens.get(comma).is(",") && tokens.getLast().is(")");
    String claim = simple ? path(tokens.subList(2, comma)) : null;
    if (claim != null) {
      header
          .notes()
          .lost(header.place("value") + ": without the claim there is no header, and no default");
    }
    return claim;
  }

  private static @Nullable String path(List<CelToken> tokens) {
    var path = new StringBuilder();
    int at = 1;
    while (at < tokens.size()) {
      String name;
      if (at + 1 < tokens.size()
          && tokens.get(at).is(".")
          && tokens.get(at + 1).kind() == CelToken.Kind.NAME) {
        name = tokens.get(at + 1).text();
        at += 2;
      } else if (at + 2 < tokens.size() && tokens.get(at).is("[") && tokens.get(at + 2).is("]")) {
        name = tokens.get(at + 1).content();
        at += 3;
      } else {
        return null;
      }
      if (name == null) {
        return null;
      }
      path.append(path.isEmpty() ? "" : ".").append(ClaimHeaders.path(name));
    }
    boolean token = path.toString().equals("rawToken");
    return tokens.isEmpty() || !tokens.getFirst().is("jwt") || path.isEmpty() || token
        ? null
        : path.toString();
  }
}
