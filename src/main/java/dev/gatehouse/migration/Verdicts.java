package dev.gatehouse.migration;

import dev.gatehouse.migration.Attached.Authentication;
import dev.gatehouse.migration.Attached.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what all the policies of a cluster together demand of a route.
 *
 * <p>Not thread-safe: one import.
 */
final class Verdicts {

  private final List<Attached> all;
  private final Plan plan;
  private final Set<Target> asked = new HashSet<>();

  Verdicts(List<Attached> all, Plan plan) {
    this.all = List.copyOf(all);
    this.plan = plan;
  }

  /** What becomes of a route. */
  sealed interface Verdict {

    /** It gets this policy. */
    record Guarded(String policy) implements Verdict {}

    /** A policy says that it asks for no token. */
    record Open() implements Verdict {}

    /** No policy is about it. */
    record Untouched() implements Verdict {}

    /** Its policies cannot be said in Gatehouse's words. */
    record Unsayable() implements Verdict {}
  }

  /** The targets of all policies, each once. */
  List<Target> targets() {
    return all.stream().flatMap(policy -> policy.targets().stream()).distinct().toList();
  }

  /**
   * The verdict on a route.
   *
   * @param levels what policies of the route may be attached to, the most special first
   * @param uncertain targets that may or may not be the route's: a policy attached to one makes the
   *     route unsayable
   */
  Verdict on(List<Target> levels, List<Target> uncertain) {
    Authentication authentication = null;
    boolean open = false;
    Conditions conditions = Conditions.NONE;
    var parts = new ArrayList<Attached>();
    for (Target level : levels) {
      List<Attached> here = at(level);
      parts.addAll(here);
      List<Attached> asking =
          here.stream().filter(part -> part.authentication() != null || part.open()).toList();
      if (asking.size() > 1) {
        plan.notes().lost("two policies ask for tokens at " + level.kind() + " " + level.name());
        return new Verdict.Unsayable();
      }
      if (authentication == null && !open && !asking.isEmpty()) {
        authentication = asking.getFirst().authentication();
        open = asking.getFirst().open();
      }
      Conditions sum = Conditions.NONE;
      for (Attached part : here) {
        sum = sum.and(part.conditions());
      }
      conditions = conditions.below(sum);
    }
    boolean doubtful = !at(Targets.ANYTHING).isEmpty();
    for (Target target : uncertain) {
      doubtful |= !at(target).isEmpty();
    }
    boolean unsayable = doubtful || parts.stream().anyMatch(Attached::unsayable);
    Verdict verdict =
        unsayable ? new Verdict.Unsayable() : verdict(authentication, open, conditions, parts);
    if (verdict instanceof Verdict.Unsayable) {
      parts.forEach(part -> plan.notes().addAll(part.notes()));
    }
    return verdict;
  }

  private Verdict verdict(
      @Nullable Authentication authentication,
      boolean open,
      Conditions conditions,
      List<Attached> parts) {
    if (authentication == null) {
      boolean free = conditions.isEmpty();
      if (!free) {
        plan.notes().lost("conditions without a token cannot be said: " + parts.getFirst().name());
        return new Verdict.Unsayable();
      }
      return open ? new Verdict.Open() : new Verdict.Untouched();
    }
    Notes notes = new Notes();
    parts.forEach(part -> notes.addAll(part.notes()));
    var block = new Block(notes);
    if (!authentication.mode().equals("Strict")) {
      block.word("mode", authentication.mode());
    }
    block.texts("providers", authentication.providers());
    conditions.write(block);
    return new Verdict.Guarded(plan.policy(parts.getFirst().name(), block));
  }

  /** Says which policies no route asked for. */
  void tellUnused() {
    for (Attached policy : all) {
      if (policy.targets().stream().noneMatch(asked::contains)) {
        plan.notes().lost("no route in these files is guarded by the policy " + policy.name());
      }
    }
  }

  private List<Attached> at(Target level) {
    asked.add(level);
    return all.stream().filter(policy -> policy.targets().contains(level)).toList();
  }
}
