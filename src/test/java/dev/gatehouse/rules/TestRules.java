package dev.gatehouse.rules;

import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestFacts;
import dev.gatehouse.token.TestClaims;
import dev.gatehouse.token.TestFacts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules for tests, and what they read. */
public final class TestRules {

  private static final Instant NOW = Instant.parse("2026-01-31T08:30:00Z");

  private TestRules() {}

  /** A compiler such as a configuration's. */
  public static RuleCompiler compiler() {
    return new RuleCompiler(network -> AddressRanges.of(List.of(network))::containsLiteral);
  }

  /** The rule of an expression that is one. */
  public static Rule rule(String source) {
    return switch (compiler().compile(source)) {
      case Compiled.Sound(var rule) -> rule;
      case Compiled.Unsound(var mistakes) -> throw new AssertionError(mistakes.toString());
    };
  }

  static String told(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Truth truth -> truth.name().toLowerCase(java.util.Locale.ROOT);
      case Outcome.Failed(var failure, _) -> failure.name();
    };
  }

  /** What a rule says of these claims and a request. */
  static String told(String source, @Nullable String claims, RequestFacts request) {
    return told(rule(source).evaluate(facts(claims, request)));
  }

  static String told(String source, @Nullable String claims) {
    return told(source, claims, new TestFacts());
  }

  static RuleFacts facts(@Nullable String claims, RequestFacts request) {
    return new RuleFacts(
        "default",
        claims == null ? "" : "main",
        claims == null ? null : TestClaims.claims(claims),
        request,
        () -> RequestEdits.NONE,
        NOW);
  }
}
