package dev.gatehouse.migration;

import dev.gatehouse.migration.Attached.Authentication;
import dev.gatehouse.migration.Kubernetes.Resource;
import dev.gatehouse.rules.RuleCompiler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads kgateway's {@code TrafficPolicy}, and the {@code GatewayExtension} with the providers that
 * it refers to.
 *
 * <p>Not thread-safe: one import.
 */
final class KgatewayPolicies {

  private final Kubernetes cluster;
  private final Plan plan;
  private final RuleCompiler compiler = CelRule.compiler();
  private final Map<Resource, Authentication> extensions = new HashMap<>();

  KgatewayPolicies(Kubernetes cluster, Plan plan) {
    this.cluster = cluster;
    this.plan = plan;
  }

  /** The policies that say something about who may pass. */
  List<Attached> read() {
    var all = new ArrayList<Attached>();
    for (Resource resource : cluster.all("TrafficPolicy")) {
      Notes notes = new Notes();
      Item spec = resource.item().noteTo(notes).item("spec");
      if (spec != null) {
        all.add(attached(resource, spec, notes));
      }
    }
    return all;
  }

  private Attached attached(Resource resource, Item spec, Notes notes) {
    List<Attached.Target> targets = Targets.of(spec, resource.namespace());
    Item jwt = spec.has("jwtAuth") ? spec.item("jwtAuth") : spec.item("jwt");
    Conditions conditions = Conditions.of(spec.item("rbac"), CelRule.Dialect.ENVOY, compiler);
    HeaderChanges.note(spec, plan, "headerModifiers", "transformation");
    UnrelatedKeys.lose(spec);
    boolean open = jwt != null && jwt.has("disable");
    Authentication authentication = jwt == null || open ? null : authentication(jwt, resource);
    boolean lost = jwt != null && !open && authentication == null;
    if (open && jwt != null) {
      jwt.skip("disable");
    }
    boolean understood = spec.understood();
    understood &= jwt == null || jwt.complete();
    return new Attached(
        resource.name(), targets, authentication, open, conditions, lost || !understood, notes);
  }

  private @Nullable Authentication authentication(Item jwt, Resource policy) {
    Item reference = jwt.item("extensionRef");
    String name = reference == null ? null : reference.rawText("name");
    if (reference == null || name == null) {
      return null;
    }
    reference.skip("group", "kind");
    String namespace = Kubernetes.namespace(reference, policy.namespace());
    Resource extension = cluster.find("GatewayExtension", namespace, name);
    if (extension == null) {
      jwt.notes()
          .lost(reference.place("name") + ": these files have not one GatewayExtension " + name);
      return null;
    }
    if (!extensions.containsKey(extension)) {
      extensions.put(extension, providers(extension, jwt.notes()));
    }
    return extensions.get(extension);
  }

  private @Nullable Authentication providers(Resource extension, Notes notes) {
    Item spec = extension.item().noteTo(notes).item("spec");
    Item jwt = spec == null ? null : spec.item("jwt");
    if (spec == null || jwt == null) {
      notes.lost(extension.item().place("spec") + ": there is no jwt");
      return null;
    }
    spec.skip("type");
    String mode = mode(jwt.rawText("validationMode"));
    var names = new ArrayList<String>();
    for (Item provider : jwt.items("providers")) {
      String name = provider(provider, extension);
      if (name != null) {
        names.add(name);
      }
    }
    if (mode == null) {
      notes.lost(jwt.place("validationMode") + ": Gatehouse has no such mode");
    }
    boolean understood = spec.understood();
    understood &= jwt.understood();
    return understood && mode != null && !names.isEmpty() ? new Authentication(mode, names) : null;
  }

  private static @Nullable String mode(@Nullable String validation) {
    return switch (validation) {
      case null -> "Strict";
      case "Strict" -> "Strict";
      case "AllowMissing" -> "AllowMissing";
      default -> null;
    };
  }

  private @Nullable String provider(Item item, Resource extension) {
    Notes notes = new Notes();
    item.noteTo(notes);
    String name = item.rawText("name");
    var provider =
        new JwtProvider(notes)
            .issuer(item.text("issuer"))
            .audiences(item.texts("audiences"))
            .forwardToken(item.flag("forwardToken", false))
            // Envoy's jwt_authn lets a token without exp live forever
            .requireExpiration(false);
    item.skip("cache");
    tokenSource(item.item("tokenSource"), provider);
    for (Item claim : item.items("claimsToHeaders")) {
      ClaimHeaders.write(claim.text("name"), claim.text("header"), claim, provider, plan);
    }
    keys(item.item("jwks"), provider, extension);
    Block block = item.complete() ? provider.block() : null;
    if (block == null) {
      plan.notes().addAll(notes);
      plan.notes().lost(item.place() + ": the provider " + name + " is left out");
      return null;
    }
    return plan.provider(name == null ? extension.name() : name, block);
  }

  private static void tokenSource(@Nullable Item source, JwtProvider provider) {
    if (source == null) {
      return;
    }
    Item header = source.item("header");
    String name = header == null ? null : header.text("header");
    if (header != null && name != null) {
      provider.tokenInHeader(name, header.text("prefix"), header.place("header"));
    }
    String parameter = source.text("queryParameter");
    if (parameter != null) {
      provider.tokenInQuery(parameter);
    }
  }

  private void keys(@Nullable Item jwks, JwtProvider provider, Resource extension) {
    Item local = jwks == null ? null : jwks.item("local");
    Item remote = jwks == null ? null : jwks.item("remote");
    if (local != null) {
      provider.keysInline(local.text("inline"), local.place("inline"));
      Item reference = local.item("configMapRef");
      String name = reference == null ? null : reference.rawText("name");
      if (reference != null && name != null) {
        configMap(name, reference, provider, extension);
      }
    }
    if (remote != null) {
      // the URL says where the keys are; the reference, by which way Envoy connects
      remote.skip("backendRef");
      provider.keysAt(
          remote.text("url"), Durations.keeping(Durations.read(remote, "cacheDuration")), null);
    }
  }

  private void configMap(String name, Item reference, JwtProvider provider, Resource extension) {
    Resource map = cluster.find("ConfigMap", extension.namespace(), name);
    Item content = map == null ? null : map.item().item("data");
    String keys = content == null ? null : content.text("jwks");
    if (keys == null) {
      provider.keysFromEnvironment(Variables.named(name, "JWKS"), reference.place("name"));
    } else {
      provider.keysInline(keys, reference.place("name"));
    }
  }
}
