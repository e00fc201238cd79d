package dev.gatehouse.config;

import dev.gatehouse.edge.AddressRanges;
import java.util.List;

/** Checks address ranges. */
final class AddressChecks {

  private final GatehouseProperties properties;
  private final Problems problems;

  AddressChecks(GatehouseProperties properties, Problems problems) {
    this.properties = properties;
    this.problems = problems;
  }

  void check() {
    check(
        "gatehouse.trustedProxies",
        properties.trustedProxies(),
        "everybody's X-Forwarded-* are believed: any client can choose its address");
    ForwardAuthProperties forwardAuth = properties.forwardAuth();
    if (forwardAuth != null) {
      check(
          "gatehouse.forwardAuth.callers",
          forwardAuth.callers(),
          "everybody may ask the verifier, and is believed what request it is about");
    }
  }

  private void check(String list, List<String> ranges, String risk) {
    for (int i = 0; i < ranges.size(); i++) {
      String path = list + "[" + i + "]";
      if (!ranges.get(i).isEmpty() && !problems.hasErrorAt(path)) {
        checkRange(path, ranges.get(i), risk);
      }
    }
  }

  private void checkRange(String path, String range, String risk) {
    try {
      AddressRanges.of(List.of(range));
    } catch (IllegalArgumentException e) {
      problems.error(path, String.valueOf(e.getMessage()), null);
      return;
    }
    if (range.endsWith("/0")) {
      problems.warning(path, risk, "name the ranges of your own proxies");
    }
  }
}
