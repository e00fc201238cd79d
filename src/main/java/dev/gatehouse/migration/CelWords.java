package dev.gatehouse.migration;

import dev.gatehouse.migration.CelToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts words that mean the same in the place of words that Gatehouse's CEL does not have. */
final class CelWords {

  /** CEL's own words, which stand in brackets where they name a claim. */
  private static final Set<String> RESERVED =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while",
          "true",
          "false",
          "null",
          "in");

  /** How Envoy's CEL reads a claim that its filter verified. */
  private static final List<String> VERIFIED =
      List.of(
          "metadata",
          ".",
          "filter_metadata",
          "[",
          "envoy.filters.http.jwt_authn",
          "]",
          "[",
          "payload",
          "]");

  /** How agentgateway's CEL asks whether a network holds the client; the network is any text. */
  private static final List<String> NETWORK =
      List.of("cidr", "(", "", ")", ".", "containsIP", "(", "source", ".", "address", ")");

  private CelWords() {}

  /** Writes {@code jwt} for the metadata in which Envoy's filter leaves what it verified. */
  static List<CelToken> withClaims(List<CelToken> tokens) {
    var out = new ArrayList<CelToken>();
    for (int i = 0; i < tokens.size(); i++) {
      if (startsVerified(tokens, i)) {
        out.add(new CelToken(Kind.NAME, "jwt", tokens.get(i).spaced()));
        i += VERIFIED.size() - 1;
      } else {
        out.add(tokens.get(i));
      }
    }
    return out;
  }

  private static boolean startsVerified(List<CelToken> tokens, int at) {
    if (at + VERIFIED.size() > tokens.size() || (at > 0 && tokens.get(at - 1).is("."))) {
      return false;
    }
    for (int i = 0; i < VERIFIED.size(); i++) {
      CelToken token = tokens.get(at + i);
      String word = VERIFIED.get(i);
      boolean quoted = word.equals("payload") || word.startsWith("envoy.");
      if (quoted ? !word.equals(token.content()) : !token.is(word)) {
        return false;
      }
    }
    return true;
  }

  /** Writes {@code jwt['team']} as {@code jwt.team}, which reads better. */
  static List<CelToken> dotted(List<CelToken> tokens) {
    var out = new ArrayList<CelToken>();
    for (int i = 0; i < tokens.size(); i++) {
      boolean claim = i > 0 && tokens.get(i - 1).is("jwt") && tokens.get(i).is("[");
      String name = claim && i + 2 < tokens.size() ? tokens.get(i + 1).content() : null;
      if (name != null && tokens.get(i + 2).is("]") && isName(name)) {
        out.add(new CelToken(Kind.SIGN, ".", false));
        out.add(new CelToken(Kind.NAME, name, false));
        i += 2;
      } else {
        out.add(tokens.get(i));
      }
    }
    return out;
  }

  /**
   * Writes {@code cidr(request.address, '10.0.0.0/8')} for agentgateway's {@code
   * cidr('10.0.0.0/8').containsIP(source.address)}.
   */
  static List<CelToken> withNetworks(List<CelToken> tokens) {
    var out = new ArrayList<CelToken>();
    for (int i = 0; i < tokens.size(); i++) {
      List<CelToken> written = isNetwork(tokens, i) ? network(tokens, i) : null;
      if (written == null) {
        out.add(tokens.get(i));
      } else {
        out.addAll(written);
        i += NETWORK.size() - 1;
      }
    }
    return out;
  }

  private static @Nullable List<CelToken> network(List<CelToken> tokens, int at) {
    return CelToken.of(" cidr(request.address, " + tokens.get(at + 2).text() + ")");
  }

  private static boolean isNetwork(List<CelToken> tokens, int at) {
    if (at + NETWORK.size() > tokens.size() || (at > 0 && tokens.get(at - 1).is("."))) {
      return false;
    }
    for (int i = 0; i < NETWORK.size(); i++) {
      CelToken token = tokens.get(at + i);
      boolean fits = i == 2 ? token.kind() == Kind.TEXT : token.is(NETWORK.get(i));
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** Whether the text can stand behind a dot. */
  static boolean isName(String text) {
    List<CelToken> tokens = CelToken.of(text);
    return tokens != null
        && tokens.size() == 1
        && tokens.getFirst().kind() == Kind.NAME
        && !RESERVED.contains(text);
  }
}
