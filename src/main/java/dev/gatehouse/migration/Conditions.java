package dev.gatehouse.migration;

import dev.gatehouse.rules.RuleCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Conditions in Gatehouse's words. One that cannot be carried over stands in for itself by a
 * condition that refuses: a rule is never lost.
 *
 * @param allow at least one must hold, if there are any
 * @param require all must hold
 * @param deny none may hold
 */
record Conditions(List<String> allow, List<String> require, List<String> deny) {

  /** No conditions. */
  static final Conditions NONE = new Conditions(List.of(), List.of(), List.of());

  Conditions {
    allow = List.copyOf(allow);
    require = List.copyOf(require);
    deny = List.copyOf(deny);
  }

  boolean isEmpty() {
    return allow.isEmpty() && require.isEmpty() && deny.isEmpty();
  }

  /** What {@code rbac} and {@code authorization} say: an action, and when it is taken. */
  static Conditions of(
      @Nullable Item authorization, CelRule.Dialect dialect, RuleCompiler compiler) {
    if (authorization == null) {
      return NONE;
    }
    String action = authorization.text("action");
    Item policy = authorization.item("policy");
    List<String> expressions = policy == null ? List.of() : policy.rawTexts("matchExpressions");
    boolean readable = authorization.complete() && !expressions.isEmpty();
    return switch (action == null ? "allow" : action.toLowerCase(Locale.ROOT)) {
      case "allow" ->
          new Conditions(
              rules(authorization, expressions, readable, dialect, compiler), List.of(), List.of());
      case "require" ->
          new Conditions(
              List.of(), rules(authorization, expressions, readable, dialect, compiler), List.of());
      case "deny" ->
          readable
              ? new Conditions(
                  List.of(), List.of(), denials(authorization, expressions, dialect, compiler))
              : nobody(authorization, "policy");
      default -> nobody(authorization, "action");
    };
  }

  private static Conditions nobody(Item place, String key) {
    place.notes().lost(place.place(key) + ": nobody is let through instead");
    return new Conditions(List.of(), List.of("false"), List.of());
  }

  private static List<String> rules(
      Item place,
      List<String> expressions,
      boolean readable,
      CelRule.Dialect dialect,
      RuleCompiler compiler) {
    var rules = new ArrayList<String>();
    for (String expression : expressions) {
      CelRule rule = CelRule.of(expression, dialect, compiler);
      rules.add(rule == null ? "false" : rule.text());
      if (rule == null) {
        untold(place, expression, "false");
      }
    }
    if (!readable) {
      return nobody(place, "policy").require();
    }
    return rules;
  }

  private static List<String> denials(
      Item place, List<String> expressions, CelRule.Dialect dialect, RuleCompiler compiler) {
    var rules = new ArrayList<String>();
    for (String expression : expressions) {
      CelRule rule = CelRule.of(expression, dialect, compiler);
      rules.add(rule == null ? "true" : rule.guarded());
      if (rule == null) {
        untold(place, expression, "true");
      }
    }
    return rules;
  }

  private static void untold(Item place, String expression, String instead) {
    place
        .notes()
        .lost(
            place.place("policy")
                + ": the condition "
                + expression
                + " has no counterpart here; '"
                + instead
                + "' stands in its place and refuses");
  }

  /** Both hold: those of the same place in the other gateway. */
  Conditions and(Conditions others) {
    return new Conditions(
        joined(allow, others.allow), joined(require, others.require), joined(deny, others.deny));
  }

  /** Both hold, the others being those of a place above: whom they let through, both must. */
  Conditions below(Conditions above) {
    if (allow.isEmpty() || above.allow.isEmpty()) {
      return and(above);
    }
    String either =
        String.join(" || ", above.allow.stream().map(rule -> "(" + rule + ")").toList());
    return new Conditions(
        allow, joined(joined(require, above.require), List.of(either)), joined(deny, above.deny));
  }

  private static List<String> joined(List<String> one, List<String> other) {
    var all = new ArrayList<String>(one);
    other.stream().filter(rule -> !all.contains(rule)).forEach(all::add);
    return all;
  }

  /** Writes them to a policy. */
  void write(Block policy) {
    policy.texts("allow", literal(allow));
    policy.texts("require", literal(require));
    policy.texts("deny", literal(deny));
  }

  /** A condition may speak of <code>${</code>, and means no placeholder. */
  private static List<String> literal(List<String> rules) {
    return rules.stream().map(rule -> rule.replace("${", "$\\{")).toList();
  }
}
