package dev.gatehouse.migration;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds Envoy's {@code jwt_authn} in a document: a whole bootstrap, a filter, or what stands in it.
 *
 * <p>Not thread-safe: one import.
 */
final class Envoy {

  private static final String TYPE = "jwt_authn.v3.JwtAuthentication";

  private final Plan plan;

  Envoy(Plan plan) {
    this.plan = plan;
  }

  /** Reads the document; false where it holds no such filter. */
  boolean read(Item document) {
    var filters = new ArrayList<Item>();
    if (document.has("providers") && (document.has("rules") || document.has("requirementMap"))) {
      filters.add(document);
    } else {
      find(document, filters);
    }
    if (filters.isEmpty()) {
      return false;
    }
    if (filters.size() > 1) {
      plan.notes().lost(document.place() + ": several jwt_authn filters; import them one by one");
      return true;
    }
    var exceptions = new ArrayList<Item>();
    perRoute(document, exceptions);
    if (exceptions.isEmpty()) {
      new EnvoyJwt(plan).read(filters.getFirst(), new EnvoyUpstream(document).origin());
    } else {
      plan.notes()
          .lost(
              exceptions.getFirst().place()
                  + ": routes have requirements of their own (typed_per_filter_config); the filter"
                  + " is left out");
    }
    return true;
  }

  private static void find(Item item, List<Item> filters) {
    String type = item.typeName();
    if (type != null && type.endsWith(TYPE)) {
      filters.add(item);
      return;
    }
    item.within().forEach(child -> find(child, filters));
  }

  private static void perRoute(Item item, List<Item> found) {
    String type = item.typeName();
    if (type != null && (type.endsWith("PerRouteConfig") || type.endsWith(".FilterConfig"))) {
      found.add(item);
    }
    item.within().forEach(child -> perRoute(child, found));
  }
}
