package dev.gatehouse.it;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every token that this run has sent anywhere; the output of every process is searched for them
 * when it ends. The one registry of the run, because a token must not be forgotten by a test.
 */
final class SentTokens {

  /** Shorter pieces would be found by chance. */
  private static final int TELLING = 20;

  private static final Set<String> PIECES = ConcurrentHashMap.newKeySet();

  private SentTokens() {}

  /** Remembers a token, by its payload and its signature, either of which gives it away. */
  static String register(String token) {
    List<String> parts = List.of(token.split("\\.", -1));
    for (String part : parts.subList(parts.size() > 1 ? 1 : 0, parts.size())) {
      if (part.length() >= TELLING) {
        PIECES.add(part);
      }
    }
    return token;
  }

  /** The lines of this output that hold a piece of a token. */
  static List<String> linesWithTokens(String output) {
    return PIECES.stream().filter(output::contains).map(piece -> around(output, piece)).toList();
  }

  private static String around(String output, String piece) {
    int at = output.indexOf(piece);
    int start = output.lastIndexOf('\n', at) + 1;
    return output.substring(start, Math.min(output.length(), at + TELLING));
  }
}
