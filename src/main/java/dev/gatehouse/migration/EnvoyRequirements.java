package dev.gatehouse.migration;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what Envoy's {@code jwt_authn} requires as policies.
 *
 * <p>Not thread-safe: one import.
 */
final class EnvoyRequirements {

  private static final int DEEPEST = 8;

  private final Plan plan;
  private final Map<String, EnvoyProvider> providers;
  private final Map<String, String> variants = new HashMap<>();

  EnvoyRequirements(Plan plan, Map<String, EnvoyProvider> providers) {
    this.plan = plan;
    this.providers = providers;
  }

  /** What becomes of a requirement. */
  sealed interface Outcome {

    /** The policy's name; null where there is none. */
    @Nullable String policy();

    /** It is this policy. */
    record Required(String policy) implements Outcome {}

    /** Nothing is required. */
    record Open() implements Outcome {
      @Override
      public String policy() {
        return PlannedRoute.PUBLIC;
      }
    }

    /** It cannot be said in Gatehouse's words. */
    record Unsayable() implements Outcome {
      @Override
      public @Nullable String policy() {
        return null;
      }
    }
  }

  /** What is collected of one requirement: any one of the providers will do. */
  private static final class Any {

    private final Set<String> providers = new LinkedHashSet<>();
    private List<String> audiences = List.of();
    private boolean missing;
    private boolean failed;
    private boolean named;
  }

  /**
   * Reads a requirement and writes its policy.
   *
   * @param name what the policy is to be called
   */
  Outcome read(String name, Item requirement) {
    Notes notes = new Notes();
    requirement.noteTo(notes);
    if (requirement.keys().isEmpty()) {
      return new Outcome.Open();
    }
    var any = new Any();
    boolean said = collect(requirement, any, true, 0);
    said &= requirement.understood();
    if (!any.named && (any.missing || any.failed)) {
      providers.values().forEach(provider -> any.providers.add(provider.written()));
    }
    if (!said || any.providers.isEmpty()) {
      plan.notes().addAll(notes);
      plan.notes().lost(requirement.place() + ": the requirement cannot be said, and is left out");
      return new Outcome.Unsayable();
    }
    var policy = new Block(notes);
    if (any.failed) {
      policy.word("mode", "Permissive");
    } else if (any.missing) {
      policy.word("mode", "AllowMissing");
    }
    policy.texts("providers", List.copyOf(any.providers)).texts("audiences", any.audiences);
    return new Outcome.Required(plan.policy(name, policy));
  }

  /**
   * Collects a requirement; false where it cannot be said.
   *
   * @param alone whether it is the whole requirement, so that its audiences are the policy's
   */
  private boolean collect(Item requirement, Any any, boolean alone, int depth) {
    if (depth > DEEPEST) {
      return false;
    }
    boolean said = requirement.keys().size() == 1;
    String provider = requirement.rawText("providerName");
    Item audienced = requirement.item("providerAndAudiences");
    Item list = requirement.item("requiresAny");
    Item all = requirement.item("requiresAll");
    if (provider != null) {
      add(provider, requirement, any);
    }
    if (audienced != null) {
      said &= audienced(audienced, any, alone);
      said &= audienced.complete();
    }
    if (list != null) {
      List<Item> elements = list.items("requirements");
      for (Item element : elements) {
        said &= collect(element, any, alone && elements.size() == 1, depth + 1);
        said &= element.understood();
      }
      said &= list.understood() && !elements.isEmpty();
    }
    if (all != null) {
      List<Item> elements = all.items("requirements");
      said &= elements.size() == 1 && collect(elements.getFirst(), any, alone, depth + 1);
      said &= all.understood();
    }
    any.missing |= isThere(requirement, "allowMissing");
    any.failed |= isThere(requirement, "allowMissingOrFailed");
    return said;
  }

  /** Written as an empty mapping. */
  private static boolean isThere(Item requirement, String key) {
    return requirement.item(key) != null;
  }

  /** A provider that could not be carried over admits nobody, which is not weaker. */
  private void add(String name, Item requirement, Any any) {
    EnvoyProvider provider = providers.get(name);
    if (provider == null) {
      requirement.notes().lost(requirement.place() + ": there is no provider " + name + " here");
    } else {
      any.providers.add(provider.written());
    }
    any.named = true;
  }

  private boolean audienced(Item item, Any any, boolean alone) {
    String name = item.rawText("providerName");
    List<String> audiences = item.texts("audiences");
    if (name == null) {
      return false;
    }
    EnvoyProvider provider = providers.get(name);
    if (alone || audiences.isEmpty() || provider == null) {
      add(name, item, any);
      any.audiences = audiences;
      return true;
    }
    any.named = true;
    any.providers.add(variant(name, provider, audiences));
    return true;
  }

  /** The same provider with other audiences, as a policy has one list for all its providers. */
  private String variant(String name, EnvoyProvider provider, List<String> audiences) {
    return variants.computeIfAbsent(
        name + audiences,
        _ -> {
          var block = new Block(provider.block().notes());
          block.text("issuer", provider.issuer()).texts("audiences", audiences);
          provider
              .block()
              .entries()
              .forEach((key, value) -> block.entries().putIfAbsent(key, value));
          return plan.provider(name + "-" + audiences.getFirst(), block);
        });
  }
}
