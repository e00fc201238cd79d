package dev.gatehouse.migration;

import dev.gatehouse.migration.Attached.Target;
import java.util.ArrayList;
import java.util.List;

/** Reads what a policy of a cluster is attached to. */
final class Targets {

  /** Nobody can tell from these files what it is attached to: it may be anything. */
  static final Target ANYTHING = new Target("", "", "", null);

  private Targets() {}

  static List<Target> of(Item spec, String namespace) {
    var targets = new ArrayList<Target>();
    if (spec.has("targetSelectors")) {
      spec.lose("targetSelectors", "labels are not looked up, so it may be about any route");
      targets.add(ANYTHING);
    }
    for (Item reference : spec.items("targetRefs")) {
      String kind = reference.rawText("kind");
      String name = reference.rawText("name");
      String section = reference.rawText("sectionName");
      reference.skip("group");
      boolean known = "Gateway".equals(kind) || "HTTPRoute".equals(kind);
      if (known && kind != null && name != null && reference.complete()) {
        targets.add(new Target(kind, namespace, name, section));
      } else {
        spec.notes().lost(reference.place("kind") + ": it may be about any route");
        targets.add(ANYTHING);
      }
    }
    return targets;
  }
}
