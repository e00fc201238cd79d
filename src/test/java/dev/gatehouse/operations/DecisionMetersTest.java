package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Mode;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.token.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionMetersTest {

  private static final Policy POLICY = TestPolicies.policy("default", "keycloak", "partner");
  private static final PolicyState STATE = PolicyState.of(POLICY);
  private static final RouteState ORDERS = new RouteState("orders", "http://o", "default", null);
  private static final RouteState OPEN = new RouteState("open", "http://o", null, null);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final DecisionMeters meters = new DecisionMeters(registry);

  static Stream<Arguments> decisions() {
    return Stream.of(
        Arguments.of(TestPolicies.admittedBy("partner"), "partner", "admitted", ""),
        Arguments.of(TestPolicies.anonymous(), "", "anonymous", ""),
        Arguments.of(
            new Decision.Refused(Refusal.TOKEN_MISSING, null), "", "refused", "token_missing"),
        Arguments.of(
            new Decision.Refused(Refusal.TOKEN_EXPIRED, "keycloak"),
            "keycloak",
            "refused",
            "token_expired"),
        Arguments.of(
            new Decision.Undecided(Duration.ofSeconds(1), "keycloak"),
            "keycloak",
            "undecided",
            "keys_unavailable"),
        Arguments.of(
            shadowed(new Decision.Refused(Refusal.TOKEN_EXPIRED, "keycloak")),
            "keycloak",
            "would_refuse",
            "token_expired"),
        Arguments.of(
            shadowed(new Decision.Undecided(Duration.ofSeconds(1), "keycloak")),
            "keycloak",
            "would_refuse",
            "keys_unavailable"));
  }

  private static Decision shadowed(Decision.Denied wouldBe) {
    return new Decision.Admitted(null, RequestEdits.NONE, wouldBe);
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void countsWhatWasDecided(Decision decision, String provider, String outcome, String code) {
    meters.follow(List.of(ORDERS), null, List.of(STATE));

    meters.decided("orders", POLICY, decision, 1_000);
    meters.decided("orders", POLICY, decision, 1_000);

    assertThat(count("orders", provider, outcome, code)).isEqualTo(2);
    assertThat(
            registry.get(DecisionMeters.DECISIONS).counters().stream()
                .mapToDouble(Counter::count)
                .sum())
        .isEqualTo(2);
  }

  @Test
  void timesTheWholeDecision() {
    meters.decided("orders", POLICY, TestPolicies.anonymous(), 2_500_000);

    var timer = registry.get(DecisionMeters.DURATION).timer();
    assertThat(timer.count()).isEqualTo(1);
    assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isEqualTo(2_500_000);
  }

  @Test
  void whatMayHappenAtAnyTimeIsThereFromTheStart() {
    meters.follow(List.of(ORDERS, OPEN), null, List.of(STATE));

    assertThat(count("orders", "keycloak", "admitted", "")).isZero();
    assertThat(count("orders", "partner", "undecided", "keys_unavailable")).isZero();
    assertThat(labels("route")).containsOnly("orders");
    assertThat(labels("outcome")).doesNotContain("anonymous");

    meters.follow(
        List.of(ORDERS),
        null,
        List.of(new PolicyState("default", Mode.ALLOW_MISSING, true, List.of("keycloak"))));
    assertThat(count("orders", "", "anonymous", "")).isZero();
  }

  @Test
  void aReloadRemovesWhatIsGoneAndKeepsTheOtherCounts() {
    var billing = new RouteState("billing", "http://b", "default", null);
    meters.follow(List.of(ORDERS, billing), null, List.of(STATE));
    meters.decided("orders", POLICY, TestPolicies.admittedBy("keycloak"), 1);
    meters.decided("orders", POLICY, TestPolicies.admittedBy("partner"), 1);
    meters.decided("billing", POLICY, TestPolicies.admittedBy("keycloak"), 1);

    meters.follow(
        List.of(ORDERS),
        null,
        List.of(new PolicyState("default", Mode.STRICT, true, List.of("keycloak"))));

    assertThat(labels("route")).containsOnly("orders");
    assertThat(labels("provider")).containsOnly("keycloak");
    meters.decided("orders", POLICY, TestPolicies.admittedBy("keycloak"), 1);
    assertThat(count("orders", "keycloak", "admitted", "")).isEqualTo(2);
  }

  @Test
  void countsTheVerifiersDecisionsBesideTheRoutes() {
    var billing = new PolicyState("billing", Mode.STRICT, true, List.of("keycloak"));
    var verifier = new VerifierState("/verify", null, "x-original", List.of("default", "billing"));
    meters.follow(List.of(ORDERS), verifier, List.of(STATE, billing));
    meters.decided("forwardAuth", POLICY, TestPolicies.admittedBy("keycloak"), 1);
    meters.follow(List.of(ORDERS), verifier, List.of(STATE, billing));

    assertThat(labels("route")).containsOnly("orders", "forwardAuth");
    assertThat(labels("policy")).containsOnly("default", "billing");
    assertThat(count("forwardAuth", "keycloak", "admitted", "")).isEqualTo(1);

    meters.follow(List.of(ORDERS), null, List.of(STATE, billing));
    assertThat(labels("route")).containsOnly("orders");
  }

  @Test
  void aStragglerOfTheLastConfigurationIsCountedUntilTheNext() {
    meters.follow(List.of(), null, List.of());
    meters.decided("orders", POLICY, TestPolicies.anonymous(), 1);
    assertThat(count("orders", "", "anonymous", "")).isEqualTo(1);

    meters.follow(List.of(), null, List.of());

    assertThat(registry.find(DecisionMeters.DECISIONS).meters()).isEmpty();
  }

  private double count(String route, String provider, String outcome, String code) {
    return registry
        .get(DecisionMeters.DECISIONS)
        .tags("route", route, "policy", "default", "provider", provider)
        .tags("outcome", outcome, "code", code)
        .counter()
        .count();
  }

  private List<String> labels(String name) {
    return registry.get(DecisionMeters.DECISIONS).meters().stream()
        .map(Meter::getId)
        .map(id -> id.getTag(name))
        .distinct()
        .toList();
  }
}
