package dev.gatehouse.operations;

import dev.gatehouse.keys.KeySetStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * What Gatehouse goes by at this moment: configuration, providers with their keys, policies and
 * routes. Nothing in it is secret, and nothing can be changed by it.
 */
@Endpoint(id = "gatehouse", defaultAccess = Access.READ_ONLY)
final class GatehouseEndpoint {

  private final OperatedGateway gateway;
  private final Supplier<Reloads.State> reloads;
  private final InstantSource clock;

  GatehouseEndpoint(OperatedGateway gateway, Supplier<Reloads.State> reloads, InstantSource clock) {
    this.gateway = gateway;
    this.reloads = reloads;
    this.clock = clock;
  }

  /** All of it; what is not known is left out. */
  @ReadOperation
  Map<String, Object> now() {
    Map<String, Object> providers = new LinkedHashMap<>();
    gateway.providers().forEach(provider -> providers.put(provider.name(), provider(provider)));
    Map<String, Object> policies = new LinkedHashMap<>();
    gateway.policies().forEach(policy -> policies.put(policy.name(), policy(policy)));
    Map<String, Object> now = new LinkedHashMap<>();
    now.put("versions", versions());
    now.put("configuration", configuration());
    now.put("providers", providers);
    now.put("policies", policies);
    now.put("routes", gateway.routes().stream().map(GatehouseEndpoint::route).toList());
    VerifierState verifier = gateway.verifierState();
    if (verifier != null) {
      now.put("verifier", verifier(verifier));
    }
    return now;
  }

  private static Map<String, Object> verifier(VerifierState verifier) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("path", verifier.path());
    put(told, "port", verifier.port());
    told.put("request", verifier.request());
    told.put("policies", verifier.policies());
    return told;
  }

  private Map<String, Object> versions() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("gatehouse", gateway.version());
    told.put("java", Runtime.version().toString());
    told.put("signatures", gateway.signatures());
    return told;
  }

  private Map<String, Object> configuration() {
    Reloads.State state = reloads.get();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("digest", gateway.digest());
    put(told, "since", state.since());
    put(told, "refusedAt", state.refusedAt());
    put(told, "refused", state.reason());
    return told;
  }

  private Map<String, Object> provider(ProviderState provider) {
    KeySetStatus status = provider.status();
    Map<String, Object> told = new LinkedHashMap<>();
    put(told, "issuer", provider.issuer());
    told.put("source", provider.origin().name().toLowerCase(Locale.ROOT));
    told.put("degraded", provider.degraded());
    told.put("keys", provider.keys().stream().map(GatehouseEndpoint::key).toList());
    if (status.lastGood() != null) {
      told.put("ageSeconds", Duration.between(status.lastGood(), clock.instant()).toSeconds());
    }
    put(told, "lastGood", status.lastGood());
    put(told, "lastFetch", status.lastAttempt());
    put(told, "lastError", status.lastError());
    put(told, "nextRefresh", status.nextRefresh());
    return told;
  }

  private static Map<String, Object> key(ProviderState.KeyState key) {
    Map<String, Object> told = new LinkedHashMap<>();
    put(told, "kid", key.kid());
    told.put("type", key.type());
    return told;
  }

  private static Map<String, Object> policy(PolicyState policy) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("mode", policy.mode().spelling());
    told.put("enforce", policy.enforced());
    told.put("providers", policy.providers());
    if (!policy.audiences().isEmpty()) {
      told.put("audiences", policy.audiences());
    }
    if (!policy.scopes().isEmpty()) {
      told.put("scopes", policy.scopes());
    }
    if (!policy.rules().isEmpty()) {
      told.put("rules", policy.rules());
    }
    return told;
  }

  private static Map<String, Object> route(RouteState route) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("id", route.id());
    told.put("uri", route.uri());
    told.put("policy", Objects.requireNonNullElse(route.policy(), "none"));
    told.put("lane", route.chain() == null ? "direct" : "chain");
    put(told, "because", route.chain());
    return told;
  }

  private static void put(Map<String, Object> told, String name, @Nullable Object value) {
    if (value != null) {
      told.put(name, value instanceof Instant instant ? instant.toString() : value);
    }
  }
}
