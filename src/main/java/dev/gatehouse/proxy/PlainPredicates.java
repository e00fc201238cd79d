package dev.gatehouse.proxy;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.handler.predicate.CookieRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.HeaderRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.HostRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.MethodRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.PathRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.QueryRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.RoutePredicateFactory;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.StringUtils;
import org.springframework.web.util.pattern.PathPatternParser;

/** Makes plain predicates of what Spring Cloud Gateway's factories are given. */
final class PlainPredicates {

  private static final String BASE_PATH = "spring.webflux.base-path";
  private static final String INCLUDE_PORT =
      "spring.cloud.gateway.server.webflux.predicate.host.include-port";

  /** Keeps what it makes of patterns, so it lives no longer than they. */
  private final AntPathMatcher hosts = new AntPathMatcher(".");

  private final boolean basePath;
  private final boolean includePort;

  PlainPredicates(Environment environment) {
    this.basePath = StringUtils.hasText(environment.getProperty(BASE_PATH));
    this.includePort = environment.getProperty(INCLUDE_PORT, Boolean.class, true);
  }

  /**
   * The plain predicate; null where only the factory's own will do.
   *
   * @param config the factory's arguments, bound
   * @throws PatternSyntaxException where a regular expression is none; Spring Cloud Gateway would
   *     fail at every request
   */
  @Nullable PlainPredicate of(RoutePredicateFactory<?> factory, Object config) {
    if (!factory.getClass().getPackage().equals(RoutePredicateFactory.class.getPackage())) {
      return null;
    }
    return switch (config) {
      case PathRoutePredicateFactory.Config path when !basePath -> path(path);
      case HostRoutePredicateFactory.Config host when includePort ->
          PlainPredicate.Host.of(host.getPatterns(), hosts);
      case MethodRoutePredicateFactory.Config method -> method(method);
      case HeaderRoutePredicateFactory.Config header when header.getHeader() != null ->
          new PlainPredicate.Header(header.getHeader(), pattern(header.getRegexp()));
      case QueryRoutePredicateFactory.Config query
          when query.getParam() != null && query.getPredicate() == null ->
          new PlainPredicate.Query(query.getParam(), pattern(query.getRegexp()));
      case CookieRoutePredicateFactory.Config cookie
          when cookie.getName() != null && cookie.getRegexp() != null ->
          new PlainPredicate.CookieValue(cookie.getName(), Pattern.compile(cookie.getRegexp()));
      default -> null;
    };
  }

  private static PlainPredicate path(PathRoutePredicateFactory.Config path) {
    var parser = new PathPatternParser();
    return new PlainPredicate.Path(
        path.getPatterns().stream()
            .map(pattern -> PlainPredicate.PathText.of(parser.parse(pattern)))
            .toList());
  }

  /** A method that no registry knows equals no other in Spring Cloud Gateway, itself included. */
  private static PlainPredicate method(MethodRoutePredicateFactory.Config method) {
    return new PlainPredicate.Method(
        Arrays.stream(method.getMethods())
            .filter(List.of(HttpMethod.values())::contains)
            .map(HttpMethod::name)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static @Nullable Pattern pattern(@Nullable String regexp) {
    return StringUtils.hasText(regexp) ? Pattern.compile(Objects.requireNonNull(regexp)) : null;
  }
}
