package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** An issuer changes its keys while requests flow; each test has a provider of its own. */
@Isolated("its flood would starve whatever runs beside it")
class RotationIT {

  private static final Duration COOLDOWN = Duration.ofSeconds(1);

  /** What a slow machine may add to a time that the gateway keeps. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** How much later than it began the first fetch of a flood may be seen on a slow machine. */
  private static final Duration DELAY = Duration.ofSeconds(2);

  private static final int TOKENS = 40;
  private static final int STRANGERS = 250;
  private static final long MEMORY = 12L << 20;

  private static final TestKey OLD = TestKey.rsa("old");
  private static final TestKey NEW = TestKey.rsa("new");

  private static final FaultyIssuer ROTATING = FaultyIssuer.publishing(OLD);
  private static final FaultyIssuer DROPPING = FaultyIssuer.publishing(OLD, NEW);
  private static final FaultyIssuer LAGGING = FaultyIssuer.publishing(OLD);
  private static final FaultyIssuer FLOODED = FaultyIssuer.publishing(OLD);
  private static Gate gate;

  @BeforeAll
  static void start() {
    gate =
        Gate.start(
            """
            gatehouse:
              providers:
                rotating: {issuer: rotating, jwks: {url: '$ROTATING', refreshCooldown: 1s}}
                dropping:
                  issuer: dropping
                  jwks: {url: '$DROPPING', refreshCooldown: 1s, cacheDuration: 10s}
                lagging: {issuer: lagging, jwks: {url: '$LAGGING', refreshCooldown: 1s}}
                flooded: {issuer: flooded, jwks: {url: '$FLOODED', refreshCooldown: 1s}}
              policies:
                rotating: {providers: [rotating]}
                dropping: {providers: [dropping]}
                lagging: {providers: [lagging]}
                flooded: {providers: [flooded]}
              routes:
                - {id: rotating, uri: $UPSTREAM, predicates: [Path=/rotating], policy: rotating}
                - {id: dropping, uri: $UPSTREAM, predicates: [Path=/dropping], policy: dropping}
                - {id: lagging, uri: $UPSTREAM, predicates: [Path=/lagging], policy: lagging}
                - {id: flooded, uri: $UPSTREAM, predicates: [Path=/flooded], policy: flooded}
            """
                .replace("$ROTATING", ROTATING.jwksUrl())
                .replace("$DROPPING", DROPPING.jwksUrl())
                .replace("$LAGGING", LAGGING.jwksUrl())
                .replace("$FLOODED", FLOODED.jwksUrl()));
  }

  @AfterAll
  static void stop() {
    try (ROTATING;
        DROPPING;
        LAGGING;
        FLOODED) {
      if (gate != null) {
        gate.close();
      }
    }
  }

  @Test
  void rotationUnderLoadCostsOneFetchAndNoRequest() {
    var tokens = new AtomicReference<>(tokens(OLD, "rotating"));
    try (var load = load("rotating", tokens)) {
      load.awaits(500);
      int fetches = ROTATING.fetches().size();
      ROTATING.publish(NEW, OLD);
      tokens.set(both(tokens(NEW, "rotating"), tokens.get()));
      load.awaits(1_000);
      assertThat(ROTATING.fetches()).as("fetches").hasSize(fetches + 1);
      assertThat(load.refused()).isEmpty();
    }
  }

  @Test
  void tokensOfDroppedKeyAreRefusedAtTheNextRefreshRememberedOrNot() {
    Request remembered = request("dropping", tokens(OLD, "dropping").getFirst());
    try (var load = load("dropping", new AtomicReference<>(tokens(NEW, "dropping")))) {
      load.awaits(200);
      gate.passes(remembered);
      DROPPING.publish(NEW);
      int fetches = DROPPING.fetches().size();
      Eventually.eventually(
          Duration.ofSeconds(9).plus(SLACK),
          () -> assertThat(DROPPING.fetches()).as("fetches").hasSizeGreaterThan(fetches));
      // a fetch that is seen here has yet to arrive there
      Eventually.eventually(SLACK, () -> gate.answers(remembered, 401, "token_signature_invalid"));
      for (String never : tokens(OLD, "dropping")) {
        assertThat(gate.send(request("dropping", never)).status()).isEqualTo(401);
      }
      load.awaits(200);
      assertThat(load.refused()).isEmpty();
    }
  }

  @Test
  void refusalsEndWithinOneCooldownOfLatePublication() {
    List<String> early = tokens(NEW, "lagging");
    try (var good = load("lagging", new AtomicReference<>(tokens(OLD, "lagging")));
        var ahead = Load.of(gate, 3, "/lagging", early)) {
      // the issuer has been asked for the key that it signs with, and did not have it
      Eventually.eventually(
          Duration.ofSeconds(20), () -> assertThat(ahead.refused()).hasSizeGreaterThan(10));
      LAGGING.publish(OLD, NEW);
      long published = System.nanoTime();
      Eventually.eventually(
          Duration.ofSeconds(20), () -> gate.passes(request("lagging", early.getFirst())));
      ahead.awaits(100);
      good.awaits(100);
      assertThat(ahead.refused())
          .allSatisfy(
              refused -> {
                assertThat(refused.answer().status()).isIn(401, 503);
                assertThat(refused.at() - published).isLessThan(COOLDOWN.plus(SLACK).toNanos());
              });
      assertThat(since(LAGGING, published)).as("fetches").isEqualTo(1);
      assertThat(good.refused()).isEmpty();
    }
  }

  @Test
  void floodOfRandomKidsCostsOneFetchPerCooldownAndNoGoodRequest() {
    var tokens = new AtomicReference<>(tokens(OLD, "flooded"));
    List<String> rotated = tokens(NEW, "flooded");
    try (var good = load("flooded", tokens)) {
      good.awaits(500);
      long live = gate.process().liveOctets();
      int before = FLOODED.fetches().size();
      try (var flood = Load.of(gate, STRANGERS, RotationIT::stranger)) {
        flood.awaits(1_500);
        FLOODED.publish(NEW, OLD);
        long published = System.nanoTime();
        var fetches = new AtomicLong();
        Eventually.eventually(
            COOLDOWN.plus(SLACK),
            () -> {
              fetches.set(since(FLOODED, published));
              gate.passes(request("flooded", rotated.getFirst()));
            });
        assertThat(fetches.get()).as("fetches that did not do").isLessThanOrEqualTo(2);
        tokens.set(both(rotated, tokens.get()));
        flood.awaits(1_500);
        assertThat(flood.refused())
            .hasSizeGreaterThanOrEqualTo(3_000)
            .allSatisfy(refused -> assertThat(refused.answer().status()).isIn(401, 503));
      }
      List<Long> forced = FLOODED.fetches();
      forced = forced.subList(before, forced.size());
      assertThat(forced).as("fetches of the flood").hasSizeGreaterThan(1);
      Duration span = Duration.ofNanos(forced.getLast() - forced.getFirst());
      assertThat(COOLDOWN.multipliedBy(forced.size() - 1L))
          .as("%s fetches", forced.size())
          .isLessThan(span.plus(DELAY));
      assertThat(gate.process().liveOctets() - live).as("growth").isLessThan(MEMORY);
      good.awaits(100);
      assertThat(good.refused()).isEmpty();
    }
  }

  /** A forgery that names a long key nobody has, or, one time in four, a key that there is. */
  private static Request stranger() {
    var random = new Random();
    var signature = new byte[256];
    random.nextBytes(signature);
    signature[0] = 0;
    TestToken token = TestToken.by(OLD).issuer("flooded").subject("mallory");
    if (random.nextInt(4) > 0) {
      var kid = new byte[3_000];
      random.nextBytes(kid);
      token.header("kid", TestToken.quoted(TestToken.base64(kid)));
    }
    return Request.get("/flooded")
        .header("Authorization", "Bearer " + token.withSignature(signature));
  }

  private static Load load(String provider, AtomicReference<List<String>> tokens) {
    return Load.of(gate, 4, () -> request(provider, Load.any(tokens.get())));
  }

  private static Request request(String provider, String token) {
    return Request.get("/" + provider).bearer(token);
  }

  private static List<String> tokens(TestKey key, String issuer) {
    return IntStream.range(0, TOKENS)
        .mapToObj(i -> TestToken.by(key).issuer(issuer).subject("user" + i).compact())
        .toList();
  }

  private static List<String> both(List<String> some, List<String> others) {
    List<String> all = new ArrayList<>(some);
    all.addAll(others);
    return List.copyOf(all);
  }

  private static long since(FaultyIssuer issuer, long time) {
    return issuer.fetches().stream().filter(at -> at - time > 0).count();
  }
}
