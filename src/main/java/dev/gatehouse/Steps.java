package dev.gatehouse;

import dev.gatehouse.Explanation.Step;
import dev.gatehouse.Explanation.Verdict;
import dev.gatehouse.config.Problems;
import dev.gatehouse.keys.Keys;
import dev.gatehouse.keys.MonitoredKeySet;
import dev.gatehouse.keys.VerificationKey;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Identity;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.PolicyRule;
import dev.gatehouse.policy.Provider;
import dev.gatehouse.policy.Trace;
import dev.gatehouse.policy.VerifiedToken;
import dev.gatehouse.rules.Outcome;
import dev.gatehouse.token.Check;
import dev.gatehouse.token.CompactJws;
import dev.gatehouse.token.RawToken;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** The steps of one hearing, as the gatekeeper took them. */
final class Steps implements Trace {

  private static final int LONGEST_REASON = 300;

  private final RawToken token;
  private final DataSize longest;
  private final Policy policy;
  private final Map<String, MonitoredKeySet> keySets;
  private final Problems problems;
  private final Map<String, List<Step>> byProvider = new LinkedHashMap<>();
  private final Set<String> candidates = new LinkedHashSet<>();
  private final ExplainedRules.Notes rules = new ExplainedRules.Notes();
  private Decision.@Nullable Denied denied;

  /**
   * Takes note of the hearing of a token.
   *
   * @param longest the limit of a token's length
   * @param problems knows where the configuration's keys stand
   */
  Steps(
      RawToken token,
      DataSize longest,
      Policy policy,
      Map<String, MonitoredKeySet> keySets,
      Problems problems) {
    this.token = token;
    this.longest = longest;
    this.policy = policy;
    this.keySets = keySets;
    this.problems = problems;
  }

  @Override
  public void judged(
      Provider provider, Stage stage, @Nullable CompactJws jws, @Nullable Refusal refusal) {
    if (stage == Stage.ISSUER && refusal == null) {
      candidates.add(provider.name());
    }
    String reason =
        switch (stage) {
          case FORM -> jws == null ? Reasons.malformed(token, longest) : Reasons.form(jws);
          case ISSUER -> Reasons.issuer(provider, jws);
          case ALGORITHM -> Reasons.algorithm(provider, jws);
          default -> Reasons.headers(provider, jws);
        };
    add(provider, stage, refusal, reason);
  }

  @Override
  public void verified(
      Provider provider, CompactJws jws, Keys inForce, @Nullable VerificationKey key) {
    add(
        provider,
        Stage.SIGNATURE,
        key == null ? Refusal.TOKEN_SIGNATURE_INVALID : null,
        Reasons.signature(jws, inForce, key));
  }

  @Override
  public void lacksKeys(Provider provider, Duration retryAfter) {
    MonitoredKeySet keys = keySets.get(provider.name());
    String error = keys == null ? null : keys.status().lastError();
    String reason =
        error == null ? "its keys did not arrive in time" : "its keys cannot be fetched: " + error;
    add(provider, Stage.SIGNATURE, Verdict.UNDECIDED, "keys_unavailable", reason, null);
  }

  @Override
  public void checked(
      Provider provider,
      Check check,
      VerifiedToken verified,
      Instant now,
      @Nullable Refusal refusal) {
    add(provider, check.stage(), refusal, check.reason(verified.header(), verified.claims(), now));
  }

  @Override
  public void scoped(List<String> required, List<String> missing) {
    rules.scoped(required, missing);
  }

  @Override
  public void ruled(PolicyRule rule, Outcome outcome) {
    boolean refuses =
        outcome
            != (rule.effect() == PolicyRule.Effect.DENY ? Outcome.Truth.FALSE : Outcome.Truth.TRUE);
    String value = outcome == Outcome.Truth.TRUE ? "true" : "false";
    String reason = outcome instanceof Outcome.Failed(var failure, _) ? failure.reason() : null;
    rules.add(
        new ExplainedRules.Line(
            rule.place(),
            reason == null ? value : "error",
            reason,
            refuses,
            problems.position(rule.place())));
  }

  @Override
  public void heard(Decision outcome) {
    denied = outcome instanceof Decision.Denied refused ? refused : null;
  }

  private void add(Provider provider, Stage stage, @Nullable Refusal refusal, String reason) {
    add(
        provider,
        stage,
        refusal == null ? Verdict.HOLDS : Verdict.REFUSED,
        refusal == null ? null : refusal.code(),
        reason,
        refusal);
  }

  private void add(
      Provider provider,
      Stage stage,
      Verdict verdict,
      @Nullable String code,
      String reason,
      @Nullable Refusal refusal) {
    String rule = rule(provider.name(), stage, refusal);
    List<Step> steps = byProvider.computeIfAbsent(provider.name(), _ -> new ArrayList<>());
    // with newer keys, or when they are missing after all, a signature is held against them again
    steps.removeIf(step -> step.stage() == stage);
    steps.add(new Step(stage, verdict, code, printable(reason), rule, problems.position(rule)));
  }

  /** The key of the configuration that sets what a stage demands. */
  private String rule(String provider, Stage stage, @Nullable Refusal refusal) {
    String own = "gatehouse.providers." + provider;
    return switch (stage) {
      case FORM -> token.length() > longest.toBytes() ? "gatehouse.limits.token" : ofPolicy();
      case ISSUER -> own + ".issuer";
      case ALGORITHM -> own + ".algorithms";
      case SIGNATURE -> own + ".jwks";
      case EXPIRATION ->
          refusal == Refusal.TOKEN_CLAIM_MISSING ? own + ".requireExpiration" : own + ".clockSkew";
      case NOT_BEFORE, ISSUED_AT -> own + ".clockSkew";
      case AUDIENCE -> (policy.audiences().isEmpty() ? own : ofPolicy()) + ".audiences";
      case TYPE -> own + ".tokenTypes";
      case REQUIRED_CLAIMS -> own + ".requiredClaims";
      case LIFETIME -> own + ".maxLifetime";
      case BINDING -> own;
      case HEADERS -> own + ".claimsToHeaders";
    };
  }

  private String ofPolicy() {
    return "gatehouse.policies." + policy.name();
  }

  /** A token's header may hold anything, a terminal's commands included. */
  private static String printable(String text) {
    var printable = new StringBuilder();
    text.codePoints()
        .limit(LONGEST_REASON)
        .map(c -> Character.isISOControl(c) || isUnseen(c) ? '?' : c)
        .forEach(printable::appendCodePoint);
    return printable
        .append(text.codePointCount(0, text.length()) > LONGEST_REASON ? "…" : "")
        .toString();
  }

  private static boolean isUnseen(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** All that was noted, once the decision is there. */
  Explanation explanation(Decision decision) {
    List<Explanation.Asked> providers = new ArrayList<>();
    for (String name : candidates) {
      providers.add(new Explanation.Asked(name, true, steps(name)));
    }
    for (String name : byProvider.keySet()) {
      if (!candidates.contains(name)) {
        providers.add(new Explanation.Asked(name, false, steps(name)));
      }
    }
    Decision.Denied told = denied == null ? refusal(decision) : denied;
    Identity identity = decision instanceof Decision.Admitted admitted ? admitted.identity() : null;
    return new Explanation(
        new Explanation.PolicyLine(
            policy.name(),
            policy.mode().spelling(),
            policy.enforced(),
            problems.position(ofPolicy())),
        providers,
        identity == null ? null : identity.provider(),
        decision instanceof Decision.Admitted,
        told,
        told == null ? null : decisive(told, providers),
        rules.all());
  }

  /** What the policy says of a token that holds. */
  private static Decision.@Nullable Denied refusal(Decision decision) {
    return switch (decision) {
      case Decision.Admitted admitted -> admitted.wouldBe();
      case Decision.Denied refused -> refused;
    };
  }

  private List<Step> steps(String provider) {
    return byProvider.getOrDefault(provider, List.of());
  }

  /** The step that told what was decided. */
  private static Explanation.@Nullable Decisive decisive(
      Decision.Denied denied, List<Explanation.Asked> providers) {
    for (Explanation.Asked provider : providers) {
      if (denied.provider() == null || denied.provider().equals(provider.name())) {
        for (Step step : provider.steps()) {
          if (denied.code().equals(step.code())) {
            return new Explanation.Decisive(provider.name(), step);
          }
        }
      }
    }
    return null;
  }
}
