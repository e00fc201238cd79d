package dev.gatehouse.proxy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.event.FilterArgsEvent;
import org.springframework.cloud.gateway.event.PredicateArgsEvent;
import org.springframework.cloud.gateway.filter.WeightCalculatorWebFilter;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.handler.predicate.RoutePredicateFactory;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.cloud.gateway.support.HasRouteId;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;
import org.springframework.validation.Validator;

/**
 * Spring Cloud Gateway's factories of predicates and filters, by the names that routes call them.
 */
final class RouteParts {

  private final Map<String, RoutePredicateFactory<?>> predicates = new LinkedHashMap<>();
  private final Map<String, GatewayFilterFactory<?>> filters = new LinkedHashMap<>();
  private final BeanFactory beans;
  private final ObjectProvider<ConversionService> conversion;
  private final ObjectProvider<Validator> validator;

  RouteParts(
      List<RoutePredicateFactory<?>> predicates,
      List<GatewayFilterFactory<?>> filters,
      BeanFactory beans,
      ObjectProvider<ConversionService> conversion,
      ObjectProvider<Validator> validator) {
    predicates.forEach(factory -> this.predicates.put(factory.name(), factory));
    filters.forEach(factory -> this.filters.put(factory.name(), factory));
    this.filters.replace("Retry", new RetryWithoutBody());
    this.filters.replace("RequestSize", new EnforcedRequestSize());
    this.beans = beans;
    this.conversion = conversion;
    this.validator = validator;
  }

  boolean knowsPredicate(String name) {
    return predicates.containsKey(name);
  }

  boolean knowsFilter(String name) {
    return filters.containsKey(name);
  }

  List<String> predicateNames() {
    return List.copyOf(predicates.keySet());
  }

  List<String> filterNames() {
    return List.copyOf(filters.keySet());
  }

  /** Draws routes by their weight. */
  WeightCalculatorWebFilter weights(ConfigurationService binder) {
    return new WeightCalculatorWebFilter(beans.getBeanProvider(RouteLocator.class), binder);
  }

  /** Binds arguments; its events go to the listener given. */
  ConfigurationService binder(ApplicationEventPublisher listener) {
    var service = new ConfigurationService(beans, conversion, validator);
    service.setApplicationEventPublisher(listener);
    return service;
  }

  /** Makes the plain predicates of one compilation. */
  PlainPredicates plainPredicates() {
    return new PlainPredicates(beans.getBean(Environment.class));
  }

  /**
   * Makes a predicate.
   *
   * @throws RuntimeException where the arguments are none of its
   */
  RoutePredicates.One predicate(
      ConfigurationService binder, PlainPredicates plain, String routeId, RoutePart part) {
    return predicate(
        binder,
        plain,
        routeId,
        part,
        Objects.requireNonNull(predicates.get(part.name()), part.name()));
  }

  private <C> RoutePredicates.One predicate(
      ConfigurationService binder,
      PlainPredicates plain,
      String routeId,
      RoutePart part,
      RoutePredicateFactory<C> factory) {
    C config =
        binder
            .with(factory)
            .name(part.name())
            .properties(part.arguments())
            .eventFunction(
                (_, bound) -> (ApplicationEvent) new PredicateArgsEvent(this, routeId, bound))
            .bind();
    return new RoutePredicates.One(part.name(), factory.apply(config), plain.of(factory, config));
  }

  /**
   * Makes a filter.
   *
   * @throws RuntimeException where the arguments are none of its
   */
  RouteFilter filter(
      ConfigurationService binder, String routeId, String name, Map<String, String> arguments) {
    return filter(
        binder, routeId, name, arguments, Objects.requireNonNull(filters.get(name), name));
  }

  private <C> RouteFilter filter(
      ConfigurationService binder,
      String routeId,
      String name,
      Map<String, String> arguments,
      GatewayFilterFactory<C> factory) {
    C config =
        binder
            .with(factory)
            .name(name)
            .properties(arguments)
            .eventFunction(
                (_, bound) -> (ApplicationEvent) new FilterArgsEvent(this, routeId, bound))
            .bind();
    if (config instanceof HasRouteId named) {
      named.setRouteId(routeId);
    }
    return new RouteFilter(name, factory.apply(config), PlainFilters.of(factory, config));
  }
}
