package dev.gatehouse.migration;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds where Envoy sends requests, if that is one place and they are sent as they are. */
final class EnvoyUpstream {

  private final Item document;

  EnvoyUpstream(Item document) {
    this.document = document;
  }

  /** The origin; null where there is none or more than one. */
  @Nullable String origin() {
    var routes = new ArrayList<Item>();
    collect(document, "virtualHosts", routes);
    List<Item> all = routes.stream().flatMap(host -> host.items("routes").stream()).toList();
    Item route = all.size() == 1 ? all.getFirst().item("route") : null;
    String cluster = route == null ? null : route.rawText("cluster");
    if (route == null || cluster == null || !route.keys().equals(List.of("cluster"))) {
      return null;
    }
    var clusters = new ArrayList<Item>();
    collect(document, "clusters", clusters);
    return clusters.stream()
        .filter(item -> cluster.equals(item.rawText("name")))
        .findFirst()
        .map(EnvoyUpstream::address)
        .orElse(null);
  }

  private static @Nullable String address(Item cluster) {
    var addresses = new ArrayList<Item>();
    mappings(cluster, "socketAddress", addresses);
    if (addresses.size() != 1) {
      return null;
    }
    String host = addresses.getFirst().rawText("address");
    String port = addresses.getFirst().rawText("portValue");
    boolean tls = cluster.has("transportSocket");
    return host != null && Kubernetes.isHost(host) && Kubernetes.isPort(port)
        ? (tls ? "https://" : "http://") + host + ":" + port
        : null;
  }

  private static void collect(Item item, String key, List<Item> found) {
    if (item.isList(key)) {
      found.addAll(item.items(key));
    }
    item.within().forEach(child -> collect(child, key, found));
  }

  private static void mappings(Item item, String key, List<Item> found) {
    if (item.isMapping(key)) {
      Item one = item.item(key);
      if (one != null) {
        found.add(one);
      }
    }
    item.within().forEach(child -> mappings(child, key, found));
  }
}
