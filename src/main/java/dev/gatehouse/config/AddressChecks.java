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
    List<String> ranges = properties.trustedProxies();
    for (int i = 0; i < ranges.size(); i++) {
      String path = "gatehouse.trustedProxies[" + i + "]";
      if (!ranges.get(i).isEmpty() && !problems.hasErrorAt(path)) {
        check(path, ranges.get(i));
      }
    }
  }

  private void check(String path, String range) {
    try {
      AddressRanges.of(List.of(range));
    } catch (IllegalArgumentException e) {
      problems.error(path, String.valueOf(e.getMessage()), null);
      return;
    }
    if (range.endsWith("/0")) {
      problems.warning(
          path,
          "everybody's X-Forwarded-* are believed: any client can choose its address",
          "name the ranges of your own proxies");
    }
  }
}
