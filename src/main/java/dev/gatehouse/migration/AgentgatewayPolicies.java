package dev.gatehouse.migration;

import dev.gatehouse.migration.Attached.Authentication;
import dev.gatehouse.migration.Kubernetes.Resource;
import dev.gatehouse.rules.RuleCompiler;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads agentgateway's {@code AgentgatewayPolicy}.
 *
 * <p>Not thread-safe: one import.
 */
final class AgentgatewayPolicies {

  private final Kubernetes cluster;
  private final Plan plan;
  private final RuleCompiler compiler = CelRule.compiler();

  AgentgatewayPolicies(Kubernetes cluster, Plan plan) {
    this.cluster = cluster;
    this.plan = plan;
  }

  /** The policies that say something about who may pass. */
  List<Attached> read() {
    var all = new ArrayList<Attached>();
    for (Resource resource : cluster.all("AgentgatewayPolicy")) {
      Notes notes = new Notes();
      Item spec = resource.item().noteTo(notes).item("spec");
      if (spec == null || !spec.has("traffic")) {
        plan.notes().lost(resource.item().place() + ": nothing in it is about HTTP requests");
      } else {
        all.add(attached(resource, spec, notes));
      }
    }
    return all;
  }

  private Attached attached(Resource resource, Item spec, Notes notes) {
    List<Attached.Target> targets = Targets.of(spec, resource.namespace());
    Item traffic = spec.item("traffic");
    Item jwt = traffic == null ? null : traffic.item("jwtAuthentication");
    Conditions conditions = Conditions.NONE;
    Authentication authentication = null;
    boolean understood = spec.understood();
    if (traffic != null) {
      traffic.skip("phase");
      conditions =
          Conditions.of(traffic.item("authorization"), CelRule.Dialect.AGENTGATEWAY, compiler);
      authentication = jwt == null ? null : authentication(jwt, traffic, resource);
      HeaderChanges.note(traffic, plan, "headerModifiers");
      if (jwt == null) {
        HeaderChanges.note(traffic, plan, "transformation");
      }
      UnrelatedKeys.lose(traffic);
      understood &= traffic.understood();
    }
    boolean lost = jwt != null && authentication == null;
    return new Attached(
        resource.name(), targets, authentication, false, conditions, lost || !understood, notes);
  }

  private @Nullable Authentication authentication(Item jwt, Item traffic, Resource policy) {
    String mode = mode(jwt.rawText("mode"));
    Map<String, String> claims = new ClaimTransformation(plan).read(traffic);
    var names = new ArrayList<String>();
    for (Item provider : jwt.items("providers")) {
      String name = provider(provider, claims, policy);
      if (name != null) {
        names.add(name);
      }
    }
    if (mode == null) {
      jwt.notes().lost(jwt.place("mode") + ": Gatehouse has no such mode");
    }
    boolean understood = jwt.understood();
    return understood && mode != null && !names.isEmpty() ? new Authentication(mode, names) : null;
  }

  private static @Nullable String mode(@Nullable String mode) {
    return switch (mode) {
      case null -> "Strict";
      case "Strict" -> "Strict";
      case "Optional" -> "AllowMissing";
      case "Permissive" -> "Permissive";
      default -> null;
    };
  }

  private @Nullable String provider(Item item, Map<String, String> claims, Resource policy) {
    Notes notes = new Notes();
    item.noteTo(notes);
    String issuer = item.text("issuer");
    var provider = new JwtProvider(notes).issuer(issuer).audiences(item.texts("audiences"));
    claims.forEach((header, claim) -> ClaimHeaders.write(claim, header, item, provider, plan));
    Item jwks = item.item("jwks");
    if (jwks != null) {
      provider.keysInline(jwks.text("inline"), jwks.place("inline"));
      Item remote = jwks.item("remote");
      if (remote != null) {
        remote(remote, provider, policy);
      }
    }
    Block block = item.complete() ? provider.block() : null;
    // an agentgateway without issuer takes any, and asks for no discovery
    if (block == null || !block.entries().containsKey("jwks")) {
      plan.notes().addAll(notes);
      plan.notes().lost(item.place() + ": the provider is left out");
      return null;
    }
    return plan.provider(name(issuer, policy.name()), block);
  }

  private void remote(Item remote, JwtProvider provider, Resource policy) {
    Item reference = remote.item("backendRef");
    String path = remote.text("jwksPath");
    String origin = reference == null ? null : cluster.origin(reference, policy.namespace());
    String cache = Durations.keeping(Durations.read(remote, "cacheDuration"));
    if (origin == null || path == null) {
      remote.notes().lost(remote.place("backendRef") + ": where it leads is not in these files");
    } else {
      provider.keysAt(origin + (path.startsWith("/") ? path : "/" + path), cache, null);
    }
  }

  /** The host of the issuer, as agentgateway gives providers no names. */
  static String name(@Nullable String issuer, String otherwise) {
    if (issuer == null || issuer.isBlank()) {
      return otherwise;
    }
    try {
      String host = new URI(issuer).getHost();
      return host == null ? issuer : host;
    } catch (URISyntaxException e) {
      return issuer;
    }
  }
}
