package dev.gatehouse;

import dev.gatehouse.config.RouteSpec;
import dev.gatehouse.config.Snapshot;
import dev.gatehouse.config.VerifierSpec;
import dev.gatehouse.proxy.RouteSummary;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What {@code --check} tells about a configuration: what it means, once everything is resolved. It
 * holds no secret and no key.
 *
 * @param routes in the order in which they are asked
 * @param policies in the order of the file
 * @param providers in the order of the file
 * @param verifier what other proxies are served; null: nothing
 */
record CheckedConfiguration(
    List<Route> routes,
    List<Policy> policies,
    List<Provider> providers,
    @Nullable Verifier verifier) {

  /** What is told of a configuration that is refused. */
  static final CheckedConfiguration NONE =
      new CheckedConfiguration(List.of(), List.of(), List.of(), null);

  CheckedConfiguration {
    routes = List.copyOf(routes);
    policies = List.copyOf(policies);
    providers = List.copyOf(providers);
  }

  /** What is told of a configuration that would be served. */
  static CheckedConfiguration of(Compiled compiled) {
    Snapshot snapshot = compiled.snapshot();
    Map<String, RouteSpec> ours =
        snapshot.routes().stream().collect(Collectors.toMap(RouteSpec::id, Function.identity()));
    return new CheckedConfiguration(
        compiled.routes().summaries().stream()
            .map(summary -> Route.of(summary, ours.get(summary.id())))
            .toList(),
        snapshot.policies().values().stream().map(Policy::of).toList(),
        snapshot.providers().values().stream()
            .map(provider -> new Provider(provider.name(), provider.issuer()))
            .toList(),
        Verifier.of(snapshot.verifier()));
  }

  /** The verifier; a null port is the main one. */
  record Verifier(String path, @Nullable Integer port, String request, List<String> policies) {

    private static @Nullable Verifier of(@Nullable VerifierSpec spec) {
      return spec == null
          ? null
          : new Verifier(
              spec.path(),
              spec.port(),
              spec.original().spelling(),
              List.copyOf(spec.policies().keySet()));
    }
  }

  /** A route and the policy it got; {@code none} where it is public. */
  record Route(
      String id, String uri, List<String> predicates, List<String> filters, String policy) {

    /** A route as its file says it; as Spring Cloud Gateway says it where it is from elsewhere. */
    private static Route of(RouteSummary summary, @Nullable RouteSpec spec) {
      return new Route(
          summary.id(),
          summary.uri(),
          spec == null ? List.of(summary.predicates()) : spec.predicates(),
          spec == null ? List.of() : spec.filters(),
          summary.policy() == null ? "none" : summary.policy());
    }
  }

  /** A policy. */
  record Policy(String name, String mode, boolean enforce, List<String> providers) {

    private static Policy of(dev.gatehouse.policy.Policy policy) {
      return new Policy(
          policy.name(),
          policy.mode().spelling(),
          policy.enforced(),
          policy.providers().stream().map(dev.gatehouse.policy.Provider::name).toList());
    }
  }

  /** A provider; a null issuer is not checked. */
  record Provider(String name, @Nullable String issuer) {}

  /** Tables, for people. */
  String toText() {
    var routeTable = new Table("ROUTE", "POLICY", "PREDICATES", "FILTERS", "UPSTREAM");
    for (Route route : routes) {
      routeTable.add(
          route.id(),
          route.policy(),
          words(route.predicates()),
          words(route.filters()),
          route.uri());
    }
    var policyTable = new Table("POLICY", "MODE", "PROVIDERS");
    for (Policy policy : policies) {
      String mode = policy.enforce() ? policy.mode() : policy.mode() + " (shadow)";
      policyTable.add(policy.name(), mode, words(policy.providers()));
    }
    var providerTable = new Table("PROVIDER", "ISSUER");
    for (Provider provider : providers) {
      providerTable.add(provider.name(), provider.issuer() == null ? "any" : provider.issuer());
    }
    String told = routeTable.render() + "\n" + policyTable.render() + "\n" + providerTable.render();
    if (verifier == null) {
      return told;
    }
    var verifierTable = new Table("VERIFIER", "PORT", "REQUEST", "POLICIES");
    String port = verifier.port() == null ? "main" : verifier.port().toString();
    verifierTable.add(verifier.path(), port, verifier.request(), words(verifier.policies()));
    return told + "\n" + verifierTable.render();
  }

  /**
   * One JSON object, for tools.
   *
   * @param valid whether the configuration would be served
   * @param problems what is wrong with it, as a JSON array
   */
  String toJson(boolean valid, String problems) {
    var out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeBooleanProperty("valid", valid);
      json.writeName("problems");
      json.writeRawValue(problems);
      json.writeArrayPropertyStart("routes");
      routes.forEach(route -> write(json, route));
      json.writeEndArray();
      json.writeArrayPropertyStart("policies");
      policies.forEach(policy -> write(json, policy));
      json.writeEndArray();
      json.writeArrayPropertyStart("providers");
      providers.forEach(provider -> write(json, provider));
      json.writeEndArray();
      if (verifier != null) {
        json.writeName("verifier");
        write(json, verifier);
      }
      json.writeEndObject();
    }
    return out.append('\n').toString();
  }

  private static void write(JsonGenerator json, Route route) {
    json.writeStartObject();
    json.writeStringProperty("id", route.id());
    json.writeStringProperty("uri", route.uri());
    write(json, "predicates", route.predicates());
    write(json, "filters", route.filters());
    json.writeStringProperty("policy", route.policy());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Policy policy) {
    json.writeStartObject();
    json.writeStringProperty("name", policy.name());
    json.writeStringProperty("mode", policy.mode());
    json.writeBooleanProperty("enforce", policy.enforce());
    write(json, "providers", policy.providers());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Verifier verifier) {
    json.writeStartObject();
    json.writeStringProperty("path", verifier.path());
    if (verifier.port() != null) {
      json.writeNumberProperty("port", verifier.port());
    }
    json.writeStringProperty("request", verifier.request());
    write(json, "policies", verifier.policies());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Provider provider) {
    json.writeStartObject();
    json.writeStringProperty("name", provider.name());
    json.writeName("issuer");
    if (provider.issuer() == null) {
      json.writeNull();
    } else {
      json.writeString(provider.issuer());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, List<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  private static String words(List<String> words) {
    return words.isEmpty() ? "-" : String.join(" ", words);
  }
}
