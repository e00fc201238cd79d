package dev.gatehouse.migration;

import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.migration.CelToken.Kind;
import dev.gatehouse.rules.Compiled;
import dev.gatehouse.rules.RuleCompiler;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CEL condition of another gateway in Gatehouse's words. What is not certain to mean the same
 * there and here is not carried over.
 */
final class CelRule {

  private static final Set<String> FACTS =
      Set.of("method", "scheme", "host", "path", "headers", "address");

  private static final Set<String> FUNCTIONS =
      Set.of("has", "size", "int", "uint", "double", "string", "bool", "cidr");

  private static final Set<String> METHODS =
      Set.of("startsWith", "endsWith", "contains", "matches", "size", "split");

  private static final Set<String> MACROS = Set.of("exists", "exists_one", "all");

  private static final Set<String> CONSTANTS = Set.of("true", "false", "null", "in");

  private final List<CelToken> tokens;

  private CelRule(List<CelToken> tokens) {
    this.tokens = tokens;
  }

  /** Whose words a condition is in. */
  enum Dialect {
    /** Envoy's, as in kgateway's {@code rbac}. */
    ENVOY,
    /** Agentgateway's. */
    AGENTGATEWAY
  }

  /** The condition in Gatehouse's words; null where it cannot be carried over. */
  static @Nullable CelRule of(String cel, Dialect dialect, RuleCompiler compiler) {
    List<CelToken> tokens = CelToken.of(cel);
    if (tokens == null || tokens.isEmpty()) {
      return null;
    }
    if (dialect == Dialect.ENVOY) {
      if (tokens.stream().anyMatch(token -> token.is("jwt"))) {
        return null;
      }
      tokens = CelWords.withClaims(tokens);
    }
    var rule = new CelRule(CelWords.dotted(CelWords.withNetworks(tokens)));
    return rule.isUnderstood(dialect) && compiler.compile(rule.text()) instanceof Compiled.Sound
        ? rule
        : null;
  }

  /** Compiles conditions as a configuration's are compiled. */
  static RuleCompiler compiler() {
    return new RuleCompiler(network -> AddressRanges.of(List.of(network))::containsLiteral);
  }

  /** The condition. */
  String text() {
    var out = new StringBuilder();
    for (CelToken token : tokens) {
      out.append(token.spaced() && !out.isEmpty() ? " " : "").append(token.text());
    }
    return out.toString();
  }

  /**
   * The condition for {@code deny}, where elsewhere an error is no match and here it refuses: asks
   * first whether the claims are there, if it holds only with all of them.
   */
  String guarded() {
    boolean plain =
        tokens.stream()
            .noneMatch(
                token ->
                    token.is("||")
                        || token.is("!")
                        || token.is("?")
                        || token.is("has")
                        || MACROS.contains(token.text()));
    var guards = new LinkedHashSet<String>();
    for (int i = 0; plain && i < tokens.size(); i++) {
      if (isRoot(i) && tokens.get(i).is("jwt")) {
        plain = guard(i, guards);
      }
    }
    if (!plain || guards.isEmpty()) {
      return text();
    }
    return String.join(" && ", guards) + " && " + text();
  }

  /** Asks for every step of the path of claims that begins here; false where it is no such path. */
  private boolean guard(int root, Set<String> guards) {
    var path = new StringBuilder("jwt");
    int at = root + 1;
    while (at < tokens.size()) {
      if (isNamed(at) && !isCall(at + 1)) {
        path.append('.').append(tokens.get(at + 1).text());
        guards.add("has(" + path + ")");
        at += 2;
      } else if (isKeyed(at)) {
        String key = tokens.get(at + 1).text();
        guards.add(key + " in " + path);
        path.append('[').append(key).append(']');
        at += 3;
      } else {
        break;
      }
    }
    return path.length() > "jwt".length() && !(at < tokens.size() && tokens.get(at).is("["));
  }

  private boolean isUnderstood(Dialect dialect) {
    Set<String> variables = variables();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind() != Kind.NAME) {
        continue;
      }
      boolean understood =
          isRoot(i)
              ? variables.contains(tokens.get(i).text()) || isKnownRoot(i, dialect)
              : !isCall(i) || isKnownMethod(i);
      if (!understood) {
        return false;
      }
    }
    return true;
  }

  private boolean isKnownRoot(int at, Dialect dialect) {
    String name = tokens.get(at).text();
    if (isCall(at)) {
      return FUNCTIONS.contains(name);
    }
    return CONSTANTS.contains(name)
        || (name.equals("jwt") && isKnownClaim(at))
        || (name.equals("request") && isKnownFact(at, dialect));
  }

  /** Here {@code aud} is a list always, elsewhere as the token has it. */
  private boolean isKnownClaim(int root) {
    if (!isNamed(root + 1)) {
      return isKeyed(root + 1) && !"aud".equals(tokens.get(root + 2).content());
    }
    String claim = tokens.get(root + 2).text();
    boolean searched = root > 0 && tokens.get(root - 1).is("in");
    return !claim.equals("rawToken") && (!claim.equals("aud") || searched);
  }

  /** Envoy's {@code path} holds the query, and its {@code host} the port. */
  private boolean isKnownFact(int root, Dialect dialect) {
    boolean differs =
        dialect == Dialect.ENVOY
            && isNamed(root + 1)
            && Set.of("path", "host").contains(tokens.get(root + 2).text());
    return isNamed(root + 1) && FACTS.contains(tokens.get(root + 2).text()) && !differs;
  }

  private boolean isKnownMethod(int at) {
    String name = tokens.get(at).text();
    return METHODS.contains(name) || MACROS.contains(name);
  }

  /** What {@code exists(x, ...)} and its like call their elements. */
  private Set<String> variables() {
    var variables = new HashSet<String>();
    for (int i = 0; i + 3 < tokens.size(); i++) {
      boolean bound =
          MACROS.contains(tokens.get(i).text())
              && isCall(i)
              && tokens.get(i + 2).kind() == Kind.NAME
              && tokens.get(i + 3).is(",");
      if (bound && !Set.of("jwt", "request").contains(tokens.get(i + 2).text())) {
        variables.add(tokens.get(i + 2).text());
      }
    }
    return variables;
  }

  private boolean isRoot(int at) {
    return at == 0 || !tokens.get(at - 1).is(".");
  }

  private boolean isCall(int at) {
    return at + 1 < tokens.size() && tokens.get(at + 1).is("(");
  }

  /** Whether {@code .name} stands here. */
  private boolean isNamed(int at) {
    return at + 1 < tokens.size()
        && tokens.get(at).is(".")
        && tokens.get(at + 1).kind() == Kind.NAME;
  }

  /** Whether {@code ['name']} stands here. */
  private boolean isKeyed(int at) {
    return at + 2 < tokens.size()
        && tokens.get(at).is("[")
        && tokens.get(at + 1).kind() == Kind.TEXT
        && tokens.get(at + 2).is("]");
  }
}
