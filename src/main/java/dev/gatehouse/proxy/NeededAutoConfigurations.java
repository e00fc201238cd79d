package dev.gatehouse.proxy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.audit.AuditEventsEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.scheduling.ScheduledTasksEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.exchanges.HttpExchangesEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.cloud.autoconfigure.ConfigurationPropertiesRebinderAutoConfiguration;
import org.springframework.cloud.autoconfigure.LifecycleMvcEndpointAutoConfiguration;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.autoconfigure.RefreshEndpointAutoConfiguration;
import org.springframework.cloud.autoconfigure.WritableEnvironmentEndpointAutoConfiguration;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalancerAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalancerDefaultMappingsProviderAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.reactive.LoadBalancerBeanPostProcessorAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.reactive.ReactorLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationAutoConfiguration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistryAutoConfiguration;
import org.springframework.cloud.commons.config.CommonsConfigAutoConfiguration;
import org.springframework.cloud.commons.security.ResourceServerTokenRelayAutoConfiguration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.configuration.CompatibilityVerifierAutoConfiguration;
import org.springframework.cloud.gateway.config.GatewayReactiveLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.gateway.discovery.GatewayDiscoveryClientAutoConfiguration;

/**
 * What Spring Boot and Spring Cloud configure by themselves, but for what a gateway has no use for:
 * clients of REST, discovery of services and load balancing, refreshing at run time, Jackson for
 * the application. Each would be found, read and judged at every start.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnableAutoConfiguration(
    exclude = {
      AuditAutoConfiguration.class,
      AuditEventsEndpointAutoConfiguration.class,
      ScheduledTasksEndpointAutoConfiguration.class,
      HttpExchangesEndpointAutoConfiguration.class,
      AopAutoConfiguration.class,
      TaskExecutionAutoConfiguration.class,
      TaskSchedulingAutoConfiguration.class,
      HttpClientAutoConfiguration.class,
      ImperativeHttpClientAutoConfiguration.class,
      HttpServiceClientPropertiesAutoConfiguration.class,
      JacksonAutoConfiguration.class,
      RestClientAutoConfiguration.class,
      RestClientObservationAutoConfiguration.class,
      RestTemplateAutoConfiguration.class,
      RestTemplateObservationAutoConfiguration.class,
      HttpServiceClientAutoConfiguration.class,
      ConfigurationPropertiesRebinderAutoConfiguration.class,
      LifecycleMvcEndpointAutoConfiguration.class,
      RefreshAutoConfiguration.class,
      RefreshEndpointAutoConfiguration.class,
      WritableEnvironmentEndpointAutoConfiguration.class,
      CommonsClientAutoConfiguration.class,
      ReactiveCommonsClientAutoConfiguration.class,
      CompositeDiscoveryClientAutoConfiguration.class,
      ReactiveCompositeDiscoveryClientAutoConfiguration.class,
      SimpleDiscoveryClientAutoConfiguration.class,
      SimpleReactiveDiscoveryClientAutoConfiguration.class,
      LoadBalancerAutoConfiguration.class,
      LoadBalancerDefaultMappingsProviderAutoConfiguration.class,
      LoadBalancerBeanPostProcessorAutoConfiguration.class,
      ReactorLoadBalancerClientAutoConfiguration.class,
      AutoServiceRegistrationAutoConfiguration.class,
      ServiceRegistryAutoConfiguration.class,
      CommonsConfigAutoConfiguration.class,
      ResourceServerTokenRelayAutoConfiguration.class,
      UtilAutoConfiguration.class,
      CompatibilityVerifierAutoConfiguration.class,
      GatewayReactiveLoadBalancerClientAutoConfiguration.class,
      GatewayDiscoveryClientAutoConfiguration.class
    })
public @interface NeededAutoConfigurations {}
