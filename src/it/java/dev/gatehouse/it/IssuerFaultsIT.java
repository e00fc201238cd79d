package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.it.FaultyIssuer.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Issuers fail in every way known, all at once and beside one that does not. */
class IssuerFaultsIT {

  private static final TestKey KEY = TestKey.rsa("one");
  private static final Duration MAX_STALE = Duration.ofSeconds(13);
  private static final Duration RECOVERY = Duration.ofSeconds(60);
  private static final Set<Fault> FAULTS = EnumSet.complementOf(EnumSet.of(Fault.NONE));

  private final TestIssuer elsewhere = TestIssuer.publishing(KEY);

  /** The issuer that will have this fault; the one of {@code NONE} has none. */
  private final Map<Fault, FaultyIssuer> issuers = issuers();

  @AfterEach
  void close() {
    issuers.values().forEach(FaultyIssuer::close);
    elsewhere.close();
  }

  @Test
  void lastGoodKeysServeUntilMaxStaleAndThenAnswersAre503UntilTheIssuerIsMended() {
    try (var gate = Gate.start(yaml())) {
      Map<Fault, Load> loads = loads(gate);
      try {
        loads.values().forEach(load -> load.awaits(20));
        breakAll();
        Map<Fault, Integer> fetches = new EnumMap<>(Fault.class);
        issuers.forEach((fault, issuer) -> fetches.put(fault, issuer.fetches().size()));
        for (Fault fault : FAULTS) {
          Eventually.eventually(
              MAX_STALE.multipliedBy(3), () -> assertThat(loads.get(fault).refused()).isNotEmpty());
        }
        for (Fault fault : FAULTS) {
          assertThat(loads.get(fault).refused())
              .as("%s", fault)
              .allSatisfy(refused -> unavailable(issuers.get(fault), refused));
          if (fault != Fault.DOWN) {
            assertThat(issuers.get(fault).fetches())
                .as("%s", fault)
                .hasSizeGreaterThan(fetches.get(fault));
          }
        }
        mendAll();
        recovered(gate);
        assertThat(loads.get(Fault.NONE).awaits(20).refused()).isEmpty();
        assertThat(elsewhere.requests()).as("requests at the other origin").isZero();
      } finally {
        loads.values().forEach(Load::close);
      }
    }
  }

  /** A refusal as it must be, and no sooner than it may be. */
  private static void unavailable(FaultyIssuer issuer, Load.Refused refused) {
    unavailable(refused.answer());
    assertThat(Duration.ofNanos(refused.at() - issuer.lastGood()))
        .isGreaterThan(MAX_STALE.minusMillis(100));
  }

  private static void unavailable(Response answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json().path("code").asString()).isEqualTo("keys_unavailable");
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
  }

  @Test
  void issuerThatFailsFromTheStartCosts503ForItsTokensAloneUntilItIsMended() {
    breakAll();
    try (var gate = Gate.start(yaml())) {
      try (var sound = Load.of(gate, 2, path(Fault.NONE), tokens(Fault.NONE))) {
        for (Fault fault : FAULTS) {
          unavailable(gate.send(request(fault)));
        }
        sound.awaits(100);
        mendAll();
        recovered(gate);
        assertThat(sound.refused()).isEmpty();
      }
    }
  }

  @Test
  void thousandRequestsThatWaitForTheFirstFetchAreAllAnsweredByIt() {
    FaultyIssuer issuer = issuers.get(Fault.STALLS).becomes(Fault.STALLS);
    List<Wire> wires = new ArrayList<>();
    try (var gate = Gate.startUnready(yaml().replace("timeout: 1s", "timeout: 60s"))) {
      byte[] octets = request(Fault.STALLS).bytes();
      for (int i = 0; i < 1_000; i++) {
        wires.add(Wire.to(gate.process().port()).write(octets));
      }
      // who comes after them is served, so they were read
      for (int i = 0; i < 20; i++) {
        gate.passes(request(Fault.NONE));
      }
      issuer.becomes(Fault.NONE);
      assertThat(wires).allSatisfy(wire -> assertThat(wire.read("GET").status()).isEqualTo(200));
      assertThat(issuer.fetches()).as("fetches").hasSize(1);
    } finally {
      wires.forEach(Wire::close);
    }
  }

  private void breakAll() {
    FAULTS.forEach(fault -> issuers.get(fault).becomes(fault));
  }

  private void mendAll() {
    FAULTS.forEach(fault -> issuers.get(fault).becomes(Fault.NONE));
  }

  private static void recovered(Gate gate) {
    for (Fault fault : FAULTS) {
      Eventually.eventually(RECOVERY, () -> gate.passes(request(fault)));
    }
  }

  private Map<Fault, FaultyIssuer> issuers() {
    Map<Fault, FaultyIssuer> all = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      all.put(fault, FaultyIssuer.redirectingTo(elsewhere.jwksUrl(), KEY));
    }
    return all;
  }

  private static Map<Fault, Load> loads(Gate gate) {
    Map<Fault, Load> loads = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      loads.put(fault, Load.of(gate, 1, path(fault), tokens(fault)));
    }
    return loads;
  }

  private static Request request(Fault fault) {
    return Request.get(path(fault)).bearer(tokens(fault).getFirst());
  }

  private static List<String> tokens(Fault fault) {
    return IntStream.range(0, 10)
        .mapToObj(i -> TestToken.by(KEY).issuer(name(fault)).subject("user" + i).compact())
        .toList();
  }

  private static String path(Fault fault) {
    return "/" + name(fault);
  }

  private static String name(Fault fault) {
    return fault == Fault.NONE ? "sound" : fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String yaml() {
    var providers = new StringBuilder();
    var policies = new StringBuilder();
    var routes = new StringBuilder();
    issuers.forEach(
        (fault, issuer) -> {
          providers.append(PROVIDER.replace("$N", name(fault)).replace("$U", issuer.jwksUrl()));
          policies.append(POLICY.replace("$N", name(fault)));
          routes.append(ROUTE.replace("$N", name(fault)));
        });
    return "gatehouse:\n"
        + ("  upstream: {connectTimeout: 20s}\n  providers:\n" + providers)
        + ("  policies:\n" + policies)
        + ("  routes:\n" + routes);
  }

  private static final String PROVIDER =
      """
          $N:
            issuer: $N
            jwks: {url: '$U', cacheDuration: 10s, refreshCooldown: 1s, maxStale: 13s, timeout: 1s}
      """;

  private static final String POLICY =
      """
          $N: {providers: [$N]}
      """;

  private static final String ROUTE =
      """
          - {id: $N, uri: $UPSTREAM, predicates: ['Path=/$N'], policy: $N}
      """;
}
