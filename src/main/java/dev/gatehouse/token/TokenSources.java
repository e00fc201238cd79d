package dev.gatehouse.token;

import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.request.RequestFacts;
import dev.gatehouse.token.TokenSource.Cookie;
import dev.gatehouse.token.TokenSource.Header;
import dev.gatehouse.token.TokenSource.Query;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sources of a policy's providers, compiled so that a request is read once. Immutable. */
public final class TokenSources {

  /** A header that sources read, with the schemes they look for in it. */
  record HeaderGroup(String name, List<Scheme> schemes) {}

  /**
   * A source that reads a header.
   *
   * @param prefix the authentication scheme; null: the whole value is the token
   */
  record Scheme(int source, @Nullable String prefix) {}

  /**
   * A source that is known by a name alone.
   *
   * @param octets the name as it comes over the wire
   */
  record Named(int source, String octets) {}

  private final List<HeaderGroup> headers;
  private final List<Named> parameters;
  private final List<Named> cookies;
  private final int[][] bySet;
  private final int[] setOfProvider;

  private TokenSources(
      List<HeaderGroup> headers,
      List<Named> parameters,
      List<Named> cookies,
      int[][] bySet,
      int[] setOfProvider) {
    this.headers = List.copyOf(headers);
    this.parameters = List.copyOf(parameters);
    this.cookies = List.copyOf(cookies);
    this.bySet = bySet;
    this.setOfProvider = setOfProvider;
  }

  /** Compiles the sources of each provider, both in the order of the configuration. */
  public static TokenSources of(List<List<TokenSource>> sourcesByProvider) {
    Map<TokenSource, Integer> numbers = new LinkedHashMap<>();
    Map<List<Integer>, Integer> sets = new LinkedHashMap<>();
    int[] setOfProvider =
        sourcesByProvider.stream()
            .map(sources -> numbers(sources, numbers))
            .mapToInt(set -> sets.computeIfAbsent(set, _ -> sets.size()))
            .toArray();
    int[][] bySet =
        sets.keySet().stream()
            .map(set -> set.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
    Map<String, List<Scheme>> schemes = new LinkedHashMap<>();
    List<Named> parameters = new ArrayList<>();
    List<Named> cookies = new ArrayList<>();
    numbers.forEach(
        (source, number) -> {
          switch (source) {
            case Header(var name, var prefix) ->
                schemes
                    .computeIfAbsent(name, _ -> new ArrayList<>())
                    .add(new Scheme(number, prefix));
            case Query(var name) -> parameters.add(new Named(number, name));
            case Cookie(var name) -> cookies.add(new Named(number, name));
          }
        });
    List<HeaderGroup> headers = new ArrayList<>();
    schemes.forEach((name, group) -> headers.add(new HeaderGroup(name, List.copyOf(group))));
    return new TokenSources(headers, parameters, cookies, bySet, setOfProvider);
  }

  private static List<Integer> numbers(
      List<TokenSource> sources, Map<TokenSource, Integer> numbers) {
    return sources.stream()
        .map(source -> numbers.computeIfAbsent(canonical(source), _ -> numbers.size()))
        .distinct()
        .toList();
  }

  /** One spelling for all spellings of a source, its name in the octets of the wire. */
  private static TokenSource canonical(TokenSource source) {
    return switch (source) {
      case Header(var name, var prefix) ->
          new Header(
              HeaderNames.canonical(name), prefix == null ? null : prefix.toLowerCase(Locale.ROOT));
      case Query(var name) -> new Query(octets(name));
      case Cookie(var name) -> new Cookie(octets(name));
    };
  }

  private static String octets(String name) {
    return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Reads a request's tokens. */
  public FoundTokens find(RequestFacts facts) {
    var search = new TokenSearch(this);
    facts.headers().forEach(search::readHeaderLine);
    // a door that is not told the query can still serve policies that look for nothing in it
    String rawQuery = parameters.isEmpty() ? null : facts.rawQuery();
    if (rawQuery != null) {
      search.readQuery(rawQuery);
    }
    return search.result(rawQuery);
  }

  List<HeaderGroup> headers() {
    return headers;
  }

  List<Named> parameters() {
    return parameters;
  }

  List<Named> cookies() {
    return cookies;
  }

  /** The sets of sources that providers have, by the sources' numbers in the order of reading. */
  int[][] bySet() {
    return bySet;
  }

  /** The set of every provider; most share one, which is searched once. */
  int[] setOfProvider() {
    return setOfProvider;
  }
}
