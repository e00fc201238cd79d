package dev.gatehouse.config;

import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.token.TokenCharacters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks where tokens are looked for. */
final class TokenSourceChecks {

  private final GatehouseProperties properties;
  private final Problems problems;

  TokenSourceChecks(GatehouseProperties properties, Problems problems) {
    this.properties = properties;
    this.problems = problems;
  }

  void check() {
    properties
        .providers()
        .forEach(
            (name, provider) ->
                check("gatehouse.providers." + name + ".tokenSources", provider.tokenSources()));
  }

  private void check(String path, List<TokenSourceProperties> sources) {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      String at = path + "[" + i + "]";
      if (problems.hasErrorAt(at)) {
        continue;
      }
      check(at, sources.get(i));
      Integer first = seen.putIfAbsent(identity(sources.get(i)), i);
      if (first != null) {
        problems.error(at, "this source is the same as [" + first + "]", "remove one of them");
      }
    }
  }

  private void check(String at, TokenSourceProperties source) {
    int places = given(source.header()) + given(source.query()) + given(source.cookie());
    if (places != 1) {
      problems.error(
          at,
          places == 0
              ? "a token source names a header, a query parameter or a cookie"
              : "a token source is one place, and this names " + places,
          "write one of '{ header: Authorization, prefix: Bearer }', '{ query: access_token }'"
              + " and '{ cookie: session }', each in a line of its own");
      return;
    }
    if (source.prefix() != null && source.header() == null) {
      problems.error(at + ".prefix", "only a header has a prefix", "remove it");
    }
    checkHeader(at, source);
    if (source.cookie() != null && !TokenCharacters.isToken(source.cookie())) {
      problems.error(at + ".cookie", "'" + source.cookie() + "' is no cookie name", null);
    }
  }

  private void checkHeader(String at, TokenSourceProperties source) {
    String header = source.header();
    if (header == null) {
      return;
    }
    String meaning = ReservedHeaders.meaning(header);
    if (!TokenCharacters.isToken(header)) {
      problems.error(
          at + ".header",
          "'" + header + "' is no header name",
          "use letters, digits and '-', such as X-User-Id");
    } else if (HeaderNames.same("cookie", header)) {
      problems.error(
          at + ".header", "cookies have a source of their own", "write '{ cookie: NAME }'");
    } else if (meaning != null) {
      problems.error(
          at + ".header",
          "the header '" + header + "' " + meaning + ": no token can come in it",
          "use another header");
    }
    String prefix = source.prefix();
    if (prefix != null && !TokenCharacters.isToken(prefix)) {
      problems.error(
          at + ".prefix",
          "'" + prefix + "' is no authentication scheme",
          "write the scheme alone, such as Bearer; the space behind it goes without saying");
    }
  }

  /** Two sources that read the same place are one, however they are spelled. */
  private static String identity(TokenSourceProperties source) {
    if (source.header() != null) {
      return "header " + HeaderNames.canonical(source.header());
    }
    return source.query() != null ? "query " + source.query() : "cookie " + source.cookie();
  }

  private static int given(@Nullable String place) {
    return place == null ? 0 : 1;
  }
}
