package dev.gatehouse.proxy;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.util.pattern.PathPattern;

/**
 * A predicate of Spring Cloud Gateway's that Gatehouse asks by itself, to the same effect. Regular
 * expressions are the configuration's, and as costly as it makes them.
 */
sealed interface PlainPredicate {

  /** Whether the route may serve the request; what the predicate captures is noted there. */
  boolean test(Question question);

  /** One of these patterns is the path's. */
  record Path(List<PathText> patterns) implements PlainPredicate {

    public Path {
      patterns = List.copyOf(patterns);
    }

    @Override
    public boolean test(Question question) {
      for (int i = 0; i < patterns.size(); i++) {
        PathText pattern = patterns.get(i);
        Map<String, String> captured = pattern.match(question);
        if (captured != null) {
          question.capture(captured);
          question.matched(pattern.text());
          return true;
        }
      }
      return false;
    }
  }

  /**
   * A path's pattern.
   *
   * @param literal the text before {@code /**} where that alone is special in the pattern, the
   *     whole text where nothing is; null where anything else is special
   * @param open whether {@code /**} follows the literal
   */
  record PathText(PathPattern pattern, @Nullable String literal, boolean open) {

    static PathText of(PathPattern pattern) {
      String text = pattern.getPatternString();
      boolean open = text.endsWith("/**");
      String literal = open ? text.substring(0, text.length() - 3) : text;
      boolean plain = Literals.isLiteral(literal) && text.startsWith("/") && !text.contains("//");
      return new PathText(pattern, plain ? literal : null, open);
    }

    String text() {
      return pattern.getPatternString();
    }

    /** What the pattern captures of the path; null where it is none of the pattern's. */
    @Nullable Map<String, String> match(Question question) {
      if (literal != null && question.hasPlainPath()) {
        return matchesLiterally(question.path(), literal) ? Map.of() : null;
      }
      if (!pattern.matches(question.segments())) {
        return null;
      }
      PathPattern.PathMatchInfo match = pattern.matchAndExtract(question.segments());
      return match == null ? Map.of() : match.getUriVariables();
    }

    private boolean matchesLiterally(String path, String prefix) {
      return path.startsWith(prefix)
          && (path.length() == prefix.length() || (open && path.charAt(prefix.length()) == '/'));
    }
  }

  /** One of these patterns is the host's, port included. */
  record Host(List<HostText> patterns, AntPathMatcher matcher) implements PlainPredicate {

    public Host {
      patterns = List.copyOf(patterns);
    }

    static Host of(List<String> patterns, AntPathMatcher matcher) {
      return new Host(patterns.stream().map(HostText::of).toList(), matcher);
    }

    @Override
    public boolean test(Question question) {
      String host = question.host();
      for (int i = 0; host != null && i < patterns.size(); i++) {
        Map<String, String> captured = patterns.get(i).match(host, matcher);
        if (captured != null) {
          question.capture(captured);
          return true;
        }
      }
      return false;
    }
  }

  /**
   * A host's pattern.
   *
   * @param literal whether nothing is special in it
   */
  record HostText(String text, boolean literal) {

    static HostText of(String text) {
      return new HostText(text, Literals.isLiteral(text) && !text.contains(".."));
    }

    /** What the pattern captures of the host; null where it is none of the pattern's. */
    @Nullable Map<String, String> match(String host, AntPathMatcher matcher) {
      // the matcher takes several dots for one
      if (literal && !host.contains("..")) {
        return host.equals(text) ? Map.of() : null;
      }
      return matcher.match(text, host) ? matcher.extractUriTemplateVariables(text, host) : null;
    }
  }

  /** The method is one of these. */
  record Method(Set<String> methods) implements PlainPredicate {

    public Method {
      methods = Set.copyOf(methods);
    }

    @Override
    public boolean test(Question question) {
      return methods.contains(question.method());
    }
  }

  /** A header's list has an element that matches; null: any. */
  record Header(String name, @Nullable Pattern pattern) implements PlainPredicate {

    @Override
    public boolean test(Question question) {
      List<String> lines = question.lines().all(name);
      for (int i = 0; i < lines.size(); i++) {
        if (HeaderValues.any(lines.get(i), this::passes)) {
          return true;
        }
      }
      return false;
    }

    private boolean passes(String element) {
      return pattern == null || pattern.matcher(element).matches();
    }
  }

  /** A parameter of the query has a value that matches; null: it is there. */
  record Query(String name, @Nullable Pattern pattern) implements PlainPredicate {

    @Override
    public boolean test(Question question) {
      QueryParameters parameters = question.parameters();
      return pattern == null
          ? parameters.contains(name)
          : parameters.anyValue(name, value -> pattern.matcher(value).matches());
    }
  }

  /** A cookie of the name has a value that matches. */
  record CookieValue(String name, Pattern pattern) implements PlainPredicate {

    @Override
    public boolean test(Question question) {
      List<String> lines = question.lines().all("cookie");
      for (int i = 0; i < lines.size(); i++) {
        for (Cookie cookie : ServerCookieDecoder.LAX.decodeAll(lines.get(i))) {
          if (cookie.name().equals(name) && pattern.matcher(cookie.value()).matches()) {
            return true;
          }
        }
      }
      return false;
    }
  }
}
