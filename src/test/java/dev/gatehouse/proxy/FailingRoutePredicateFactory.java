package dev.gatehouse.proxy;

import java.util.List;
import java.util.function.Predicate;
import org.springframework.cloud.gateway.handler.predicate.AbstractRoutePredicateFactory;
import org.springframework.web.server.ServerWebExchange;

/** {@code Failing=now}: a predicate that has a bug. */
final class FailingRoutePredicateFactory extends AbstractRoutePredicateFactory<Object> {

  FailingRoutePredicateFactory() {
    super(Object.class);
  }

  @Override
  public List<String> shortcutFieldOrder() {
    return List.of("when");
  }

  @Override
  public Predicate<ServerWebExchange> apply(Object config) {
    return _ -> {
      throw new IllegalStateException("a bug");
    };
  }
}
