package dev.gatehouse.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/** An object of a manifest. */
record KubeObject(Map<String, Object> fields) {

  private static final Map<String, String> COLLECTIONS =
      Map.ofEntries(
          Map.entry("ConfigMap", "/api/v1/namespaces/%s/configmaps"),
          Map.entry("Service", "/api/v1/namespaces/%s/services"),
          Map.entry("ServiceAccount", "/api/v1/namespaces/%s/serviceaccounts"),
          Map.entry("Deployment", "/apis/apps/v1/namespaces/%s/deployments"),
          Map.entry(
              "HorizontalPodAutoscaler",
              "/apis/autoscaling/v2/namespaces/%s/horizontalpodautoscalers"),
          Map.entry("PodDisruptionBudget", "/apis/policy/v1/namespaces/%s/poddisruptionbudgets"),
          Map.entry("NetworkPolicy", "/apis/networking.k8s.io/v1/namespaces/%s/networkpolicies"),
          Map.entry("Ingress", "/apis/networking.k8s.io/v1/namespaces/%s/ingresses"),
          Map.entry("HTTPRoute", "/apis/gateway.networking.k8s.io/v1/namespaces/%s/httproutes"),
          Map.entry(
              "ServiceMonitor", "/apis/monitoring.coreos.com/v1/namespaces/%s/servicemonitors"));

  @SuppressWarnings("unchecked")
  static List<KubeObject> of(String manifests) {
    List<KubeObject> objects = new ArrayList<>();
    for (Object document : new Yaml().loadAll(manifests)) {
      if (document != null) {
        objects.add(new KubeObject((Map<String, Object>) document));
      }
    }
    return objects;
  }

  String kind() {
    return (String) fields.get("kind");
  }

  String name() {
    return (String) ((Map<?, ?>) fields.get("metadata")).get("name");
  }

  /** Where the API server has it. */
  String path(String namespace) {
    return COLLECTIONS.get(kind()).formatted(namespace) + "/" + name();
  }

  String json() {
    return JsonMapper.shared().writeValueAsString(fields);
  }
}
