package dev.gatehouse.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Checks routes as far as Spring Cloud Gateway is not needed for it. */
final class RouteChecks {

  private final GatehouseProperties properties;
  private final Problems problems;

  RouteChecks(GatehouseProperties properties, Problems problems) {
    this.properties = properties;
    this.problems = problems;
  }

  void check() {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < properties.routes().size(); i++) {
      RouteProperties route = properties.routes().get(i);
      String path = "gatehouse.routes[" + i + "]";
      Integer first = route.id().isEmpty() ? null : seen.putIfAbsent(route.id(), i);
      if (first != null) {
        int line = problems.lineOf("gatehouse.routes[" + first + "].id");
        problems.error(
            path + ".id",
            "two routes have the id '" + route.id() + "'",
            "the other stands in line " + line + ": rename one of them");
      }
      if (!route.uri().isEmpty() && !problems.hasErrorAt(path + ".uri")) {
        RouteUriCheck.check(problems, path + ".uri", route.uri());
      }
      checkTls(path, route);
      checkPolicy(path, route);
      AllowedInPath.check(problems, path + ".allowInPath", route.allowInPath());
      CorsChecks.check(problems, path, route);
    }
  }

  /** Who names a bundle believes that the way to the upstream is guarded. */
  private void checkTls(String path, RouteProperties route) {
    if (route.tls() != null && !route.uri().isEmpty() && !route.isSecured()) {
      problems.warning(
          path + ".tls.bundle",
          "the bundle is used for nothing, as the uri has no TLS",
          "write https in 'uri'");
    }
  }

  private void checkPolicy(String path, RouteProperties route) {
    Set<String> known = properties.policies().keySet();
    String policy = route.policy();
    if (policy == null) {
      boolean unsure =
          problems.hasErrorAt(path + ".policy") || problems.hasErrorAt("gatehouse.policies");
      if (!known.contains(PolicyChecks.DEFAULT) && !unsure) {
        problems.error(
            path,
            "the route '" + route.id() + "' names no policy, and there is none called 'default'",
            "write 'policy: NAME', or define 'default' in gatehouse.policies; 'policy: none' makes"
                + " it public");
      }
      return;
    }
    var nameable = new ArrayList<>(known);
    nameable.add(PolicyChecks.PUBLIC);
    if (!policy.equals(PolicyChecks.PUBLIC) && !known.contains(policy)) {
      problems.error(
          path + ".policy",
          "unknown policy '" + policy + "'",
          ConfigurationChecks.adviceForName(policy, nameable, "gatehouse.policies"));
    }
  }
}
