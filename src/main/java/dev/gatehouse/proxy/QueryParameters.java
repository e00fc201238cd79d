package dev.gatehouse.proxy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A query's parameters as Spring reads them: between ampersands, the name up to the first equals
 * sign, both decoded as a form is; one without an equals sign has no value.
 */
final class QueryParameters {

  private static final QueryParameters NONE = new QueryParameters();

  private final List<Parameter> parameters = new ArrayList<>();

  private record Parameter(String name, @Nullable String value) {}

  private QueryParameters() {}

  /**
   * Reads a query.
   *
   * @param query every percent sign in it begins an escape; null: there is none
   */
  static QueryParameters of(@Nullable String query) {
    if (query == null) {
      return NONE;
    }
    var read = new QueryParameters();
    int at = 0;
    while (at < query.length()) {
      char c = query.charAt(at);
      if (c == '&' || c == '=') {
        at++;
        continue;
      }
      int end = end(query, at);
      int nameEnd = query.indexOf('=', at);
      boolean named = nameEnd >= 0 && nameEnd < end;
      read.parameters.add(
          new Parameter(
              decoded(query.substring(at, named ? nameEnd : end)),
              named ? decoded(query.substring(nameEnd + 1, end)) : null));
      at = end;
    }
    return read;
  }

  private static int end(String query, int start) {
    int ampersand = query.indexOf('&', start);
    return ampersand < 0 ? query.length() : ampersand;
  }

  private static String decoded(String text) {
    return text.indexOf('%') < 0 && text.indexOf('+') < 0
        ? text
        : URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  boolean contains(String name) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name.equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a parameter of the name has a value, and one that passes. */
  boolean anyValue(String name, Predicate<String> passes) {
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      String value = parameter.value;
      if (value != null && parameter.name.equals(name) && passes.test(value)) {
        return true;
      }
    }
    return false;
  }

  /** Adds all of them to a URI. */
  void addTo(UriComponentsBuilder uri) {
    for (Parameter parameter : parameters) {
      if (parameter.value == null) {
        uri.queryParam(parameter.name);
      } else {
        uri.queryParam(parameter.name, parameter.value);
      }
    }
  }
}
