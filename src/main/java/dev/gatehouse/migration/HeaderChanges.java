package dev.gatehouse.migration;

import org.jspecify.annotations.Nullable;

/**
 * Reads which headers a policy of a cluster sets or takes away. Gatehouse's routes take them away,
 * so that no client can send what the upstream believes to come from the gateway.
 */
final class HeaderChanges {

  private HeaderChanges() {}

  /** Notes the headers that these keys are about, which are left out. */
  static void note(Item spec, Plan plan, String... keys) {
    for (String key : keys) {
      Item changes = spec.item(key);
      if (changes != null) {
        noteRequest(changes.item("request"), plan);
        spec.notes()
            .lost(spec.place(key) + ": it is left out; what it sets is taken from every request");
        changes.skip(changes.keys().toArray(String[]::new));
      }
    }
  }

  /** Notes the headers that are set, added or removed. */
  static void noteRequest(@Nullable Item request, Plan plan) {
    if (request == null) {
      return;
    }
    for (String key : new String[] {"set", "add"}) {
      for (Item header : request.items(key)) {
        String name = header.text("name");
        if (name != null) {
          plan.trusted(name);
        }
      }
    }
    request.texts("remove").forEach(plan::trusted);
  }
}
