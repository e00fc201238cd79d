package dev.gatehouse.stock;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** A resource server in front of Spring Cloud Gateway, with nothing but what their manuals show. */
@SpringBootApplication(proxyBeanMethods = false)
public class StockGateway {

  public static void main(String[] arguments) {
    SpringApplication.run(StockGateway.class, arguments);
  }

  @Bean
  SecurityWebFilterChain security(ServerHttpSecurity http) {
    return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
        .authorizeExchange(
            paths -> paths.pathMatchers("/public/**").permitAll().anyExchange().authenticated())
        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
        .build();
  }
}
