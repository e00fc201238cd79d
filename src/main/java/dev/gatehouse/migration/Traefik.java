package dev.gatehouse.migration;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Traefik's middlewares that are about tokens: the plugins agilezebra/jwt-middleware and
 * traefik-plugins/traefik-jwt-plugin, and {@code forwardAuth}.
 *
 * <p>Not thread-safe: one import.
 */
final class Traefik {

  private final Plan plan;

  Traefik(Plan plan) {
    this.plan = plan;
  }

  /** Reads a document of the file provider; false where it is none. */
  boolean readFile(Item document) {
    Item http = document.isMapping("http") ? document.item("http") : null;
    if (http == null) {
      return false;
    }
    http.named("middlewares").forEach(this::middleware);
    http.lose("routers", "rules are not translated: write routes that name the policies");
    http.lose("services", "write them as the 'uri' of routes");
    http.complete();
    return true;
  }

  /** Reads the middlewares of a cluster. */
  void readCluster(Kubernetes cluster) {
    for (Kubernetes.Resource resource : cluster.all("Middleware")) {
      Item spec = resource.spec();
      if (spec != null) {
        middleware(resource.name(), spec);
      }
    }
    for (Kubernetes.Resource route : cluster.all("IngressRoute")) {
      plan.notes()
          .lost(
              route.item().place()
                  + ": rules are not translated: write routes that name the policies");
    }
  }

  private void middleware(String name, Item middleware) {
    Notes notes = new Notes();
    middleware.noteTo(notes);
    Item forward = middleware.item("forwardAuth");
    boolean known = forward != null;
    if (forward != null) {
      forwardAuth(name, forward);
    }
    for (Map.Entry<String, Item> plugin : middleware.named("plugin").entrySet()) {
      known = true;
      plugin(name, plugin.getValue().noteTo(notes), notes);
    }
    if (!known) {
      plan.notes()
          .lost(
              middleware.place()
                  + ": the middleware "
                  + name
                  + " is not about tokens, or not known");
    }
  }

  private void plugin(String name, Item plugin, Notes notes) {
    Block policy = null;
    if (plugin.has("issuers") || plugin.has("secret") || plugin.has("secrets")) {
      policy = new TraefikAgilezebra(plan, notes).read(name, plugin);
    } else if (plugin.has("keys")) {
      policy = new TraefikJwtPlugin(plan, notes).read(name, plugin);
    }
    if (policy == null) {
      plan.notes().addAll(notes);
      plan.notes().lost(plugin.place() + ": the middleware " + name + " is left out");
    } else {
      plan.unrouted(plan.policy(name, policy));
    }
  }

  /** Who may pass is decided elsewhere; what can be said is how Traefik is to ask Gatehouse. */
  private void forwardAuth(String name, Item forward) {
    String path = path(forward.rawText("address"));
    plan.notes()
        .lost(
            forward.place()
                + ": forwardAuth "
                + name
                + " asks another service, whose rules are not in these files. Gatehouse answers"
                + " Traefik with forwardAuth: { path: "
                + (path == null ? "/verify" : path)
                + ", policies: [default], callers: [Traefik's addresses], request: x-forwarded }");
    for (String header : forward.texts("authResponseHeaders")) {
      plan.notes()
          .lost(
              forward.place("authResponseHeaders")
                  + ": the upstream expects "
                  + header
                  + " from it: map a claim to it with claimsToHeaders");
      plan.trusted(header);
    }
    for (String key : forward.keys()) {
      if (!key.equalsIgnoreCase("address") && !key.equalsIgnoreCase("authResponseHeaders")) {
        forward.lose(key, "it stays Traefik's");
      }
    }
    plan.notes().addAll(forward.notes());
  }

  private static @Nullable String path(@Nullable String address) {
    int scheme = address == null ? -1 : address.indexOf("://");
    int slash = scheme < 0 || address == null ? -1 : address.indexOf('/', scheme + 3);
    String path = slash < 0 || address == null ? null : address.substring(slash);
    return path != null && path.length() > 1 && PathPatterns.isSimple(path) ? path : null;
  }
}
