package dev.gatehouse.proxy;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.filter.RemoveCachedBodyFilter;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.handler.predicate.RoutePredicateFactory;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;
import org.springframework.validation.Validator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The proxy's beans. Spring Cloud Gateway lends its predicates and filters; its own way of finding
 * and serving routes, which knows no policy, is taken out of the application, as it would else
 * serve Spring's routes on the management port.
 */
@Configuration(proxyBeanMethods = false)
public class ProxyConfiguration {

  @Bean
  RouteCompiler routeCompiler(
      List<RoutePredicateFactory<?>> predicates,
      List<GatewayFilterFactory<?>> filters,
      GatewayProperties spring,
      GlobalCorsProperties springCors,
      BeanFactory beans,
      @Qualifier("webFluxConversionService") ObjectProvider<ConversionService> conversion,
      ObjectProvider<Validator> validator,
      ObjectProvider<RemoveCachedBodyFilter> removeCachedBody,
      ApplicationEventPublisher events) {
    var parts = new RouteParts(predicates, filters, beans, conversion, validator);
    List<GatewayFilter> around = new ArrayList<>();
    removeCachedBody.ifAvailable(filter -> around.add(ordered(filter, filter.getOrder())));
    return new RouteCompiler(parts, spring, springCors, around, events);
  }

  private static GatewayFilter ordered(GlobalFilter filter, int order) {
    return new OrderedGatewayFilter(filter::filter, order);
  }

  /** Takes the place of Spring Cloud Gateway's table of routes; has none. */
  @Bean
  @Primary
  RouteLocator cachedCompositeRouteLocator() {
    return Flux::<Route>empty;
  }

  /** Takes the place of Spring Cloud Gateway's entrance; lets nobody in. */
  @Bean
  RoutePredicateHandlerMapping routePredicateHandlerMapping(
      FilteringWebHandler handler,
      RouteLocator noRoutes,
      GlobalCorsProperties cors,
      Environment environment) {
    return new RoutePredicateHandlerMapping(handler, noRoutes, cors, environment) {
      @Override
      protected Mono<Route> lookupRoute(ServerWebExchange exchange) {
        return Mono.empty();
      }

      @Override
      public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
      }
    };
  }
}
