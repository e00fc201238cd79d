package dev.gatehouse.proxy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How the requests of a route are served. */
sealed interface Lane {

  /** By Gatehouse alone. */
  record Direct(PlainRoute route) implements Lane {}

  /**
   * By the chain of Spring Cloud Gateway's filters.
   *
   * @param reason why, in words
   */
  record Chain(String reason) implements Lane {}

  /**
   * The fastest lane that serves the route as it is meant.
   *
   * @param filters in their order
   * @param origins the origin of an upstream
   */
  static Lane of(
      URI upstream,
      RoutePredicates predicates,
      List<RouteFilter> filters,
      Function<URI, PlainRoute.Origin> origins) {
    if (!upstream.getScheme().equals("http") && !upstream.getScheme().equals("https")) {
      return new Chain("its upstream speaks WebSocket");
    }
    String beyond = predicates.firstBeyond();
    if (beyond != null) {
      return new Chain("the predicate " + beyond + " is Spring Cloud Gateway's alone");
    }
    List<PlainFilter> plain = new ArrayList<>();
    boolean setsHeader = false;
    for (RouteFilter filter : filters) {
      if (filter.plain() == null) {
        return new Chain(
            "the filter " + filter.name() + ", as it is set, is Spring Cloud Gateway's alone");
      }
      if (setsHeader && filter.plain() instanceof PlainFilter.RedirectTo) {
        // the chain's SetResponseHeader fails on a response that is complete already
        return new Chain("RedirectTo stands behind SetResponseHeader");
      }
      setsHeader |= filter.plain() instanceof PlainFilter.SetResponseHeader;
      plain.add(filter.plain());
    }
    return new Direct(PlainRoute.of(origins.apply(upstream), plain));
  }
}
