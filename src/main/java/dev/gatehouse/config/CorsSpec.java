package dev.gatehouse.config;

import java.time.Duration;
import java.util.List;

/**
 * What pages of other origins may do with a route. {@code *} in a list stands for anything; there
 * is none where credentials are allowed.
 *
 * @param allowedOrigins who may, as browsers spell them
 * @param allowedMethods by which methods; empty: by those that need no leave
 * @param allowedHeaders sending what, beyond what needs no leave
 * @param exposedHeaders reading what, beyond what needs no leave and what Gatehouse itself says
 * @param allowCredentials whether with the cookies a browser holds
 * @param maxAge how long a browser may remember the leave; whole seconds count
 */
public record CorsSpec(
    List<String> allowedOrigins,
    List<String> allowedMethods,
    List<String> allowedHeaders,
    List<String> exposedHeaders,
    boolean allowCredentials,
    Duration maxAge) {

  /** Stands for anything. */
  public static final String ANY = "*";

  public CorsSpec {
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedMethods = List.copyOf(allowedMethods);
    allowedHeaders = List.copyOf(allowedHeaders);
    exposedHeaders = List.copyOf(exposedHeaders);
  }
}
