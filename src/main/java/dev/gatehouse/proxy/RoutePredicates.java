package dev.gatehouse.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * The predicates of a route, asked in their order.
 *
 * @param all the predicates
 * @param plain whether Gatehouse asks all of them by itself; false: all are asked as Spring Cloud
 *     Gateway's
 */
record RoutePredicates(List<One> all, boolean plain) {

  /**
   * A predicate.
   *
   * @param name the name of its factory
   * @param spring the predicate as Spring Cloud Gateway has it
   * @param plain the same for Gatehouse to ask by itself; null where only Spring Cloud Gateway can
   */
  record One(String name, Predicate<ServerWebExchange> spring, @Nullable PlainPredicate plain) {}

  RoutePredicates {
    all = List.copyOf(all);
  }

  static RoutePredicates of(List<One> all, boolean directLane) {
    return new RoutePredicates(all, directLane && firstBeyond(all) == null);
  }

  /** The first predicate that only Spring Cloud Gateway can be asked; null where there is none. */
  @Nullable String firstBeyond() {
    return firstBeyond(all);
  }

  private static @Nullable String firstBeyond(List<One> all) {
    for (One one : all) {
      if (one.plain == null) {
        return one.name;
      }
    }
    return null;
  }

  /** Those that are plain. */
  List<PlainPredicate> plainOnes() {
    List<PlainPredicate> ones = new ArrayList<>();
    for (One one : all) {
      if (one.plain != null) {
        ones.add(one.plain);
      }
    }
    return ones;
  }

  /** Whether all say that the route serves the request. */
  boolean test(Question question) {
    if (!plain) {
      return testBySpring(question.exchange());
    }
    for (int i = 0; i < all.size(); i++) {
      if (!Objects.requireNonNull(all.get(i).plain).test(question)) {
        return false;
      }
    }
    return true;
  }

  /** Whether all say so when they are asked as Spring Cloud Gateway's. */
  boolean testBySpring(ServerWebExchange exchange) {
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).spring.test(exchange)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return String.join(" and ", all.stream().map(one -> one.spring.toString()).toList());
  }
}
