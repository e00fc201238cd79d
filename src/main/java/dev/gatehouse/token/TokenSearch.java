package dev.gatehouse.token;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.token.FoundToken.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reading of one request. */
final class TokenSearch {

  private final TokenSources sources;
  private final int[] lines;
  private final boolean[] tokenInLines;
  private final List<FoundToken> found = new ArrayList<>(2);
  private int number;

  TokenSearch(TokenSources sources) {
    this.sources = sources;
    this.lines = new int[sources.headers().size()];
    this.tokenInLines = new boolean[lines.length];
  }

  void readHeaderLine(String name, String value) {
    for (int i = 0; i < lines.length; i++) {
      var group = sources.headers().get(i);
      if (HeaderNames.same(group.name(), name)) {
        lines[i]++;
        tokenInLines[i] |= readSchemes(group, name, value);
      }
    }
    if (!sources.cookies().isEmpty() && HeaderNames.same("cookie", name)) {
      readCookies(new HeaderField(name, value));
    }
    number++;
  }

  private boolean readSchemes(TokenSources.HeaderGroup group, String name, String value) {
    Place place = null;
    for (var scheme : group.schemes()) {
      RawToken token = Credentials.read(value, scheme.prefix());
      if (token != null) {
        place = place == null ? new Place.Line(number, new HeaderField(name, value)) : place;
        found.add(new FoundToken(place, scheme.source(), token));
      }
    }
    return place != null;
  }

  /** A pair without {@code =} counts too: some servers read it as an empty cookie. */
  private void readCookies(HeaderField line) {
    String value = line.value();
    int next;
    for (int start = 0; start <= value.length(); start = next + 1) {
      next = indexOrEnd(value, ';', start);
      int nameStart = Credentials.skipPadding(value, start, next);
      int equals = Math.min(indexOrEnd(value, '=', nameStart), next);
      int nameEnd = Credentials.dropPadding(value, nameStart, equals);
      for (var cookie : sources.cookies()) {
        if (nameEnd - nameStart == cookie.octets().length()
            && value.startsWith(cookie.octets(), nameStart)) {
          int valueStart = Credentials.skipPadding(value, Math.min(equals + 1, next), next);
          int valueEnd = Credentials.dropPadding(value, valueStart, next);
          var token = new RawToken(value, valueStart, valueEnd);
          found.add(
              new FoundToken(
                  new Place.Pair(number, line, nameStart, next), cookie.source(), token));
        }
      }
    }
  }

  void readQuery(String query) {
    int next;
    for (int start = 0; start <= query.length(); start = next + 1) {
      next = indexOrEnd(query, '&', start);
      int equals = Math.min(indexOrEnd(query, '=', start), next);
      for (var parameter : sources.parameters()) {
        if (ParameterNames.same(query, start, equals, parameter.octets())) {
          var token = new RawToken(query, Math.min(equals + 1, next), next);
          found.add(new FoundToken(new Place.Parameter(start, next), parameter.source(), token));
        }
      }
    }
  }

  FoundTokens result(@Nullable String rawQuery) {
    if (found.isEmpty()) {
      return FoundTokens.NONE;
    }
    boolean multiple = false;
    for (int i = 0; i < lines.length; i++) {
      multiple |= lines[i] > 1 && tokenInLines[i];
    }
    int[][] bySet = sources.bySet();
    var own = new @Nullable FoundToken[bySet.length];
    for (int set = 0; set < own.length; set++) {
      for (int source : bySet[set]) {
        for (FoundToken token : found) {
          if (token.source() != source) {
            continue;
          }
          FoundToken earlier = own[set];
          if (earlier == null) {
            own[set] = token;
          } else {
            multiple |= !earlier.place().equals(token.place());
          }
        }
      }
    }
    return new FoundTokens(List.copyOf(found), own, sources.setOfProvider(), multiple, rawQuery);
  }

  private static int indexOrEnd(String text, char c, int from) {
    int index = text.indexOf(c, from);
    return index < 0 ? text.length() : index;
  }
}
