package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.token.TestFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom a token is put to, and in which order (contract, section 3.4), whatever the policy. */
class GatekeeperOrderTest extends GatekeeperScene {

  private static final List<String> ISSUERS = List.of("https://a", "https://b", "https://c");

  /**
   * A provider as the contract sees it.
   *
   * @param readsBearer whether its token is in {@code Authorization}, else in {@code x-jwt}
   */
  private record Sketch(
      String name, @Nullable String issuer, boolean readsBearer, boolean keyFits, boolean audFits) {

    boolean accepts() {
      return keyFits && audFits;
    }
  }

  @Test
  void asksTheProvidersAsTheContractSays() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      List<Sketch> sketches = sketches(random);
      String bearer = random.nextInt(4) == 0 ? null : ISSUERS.get(random.nextInt(3));
      String other = random.nextInt(3) == 0 ? ISSUERS.get(random.nextInt(3)) : null;
      var facts = new TestFacts();
      if (bearer != null) {
        facts.header("Authorization", "Bearer " + token(bearer).audience("us").compact());
      }
      if (other != null) {
        facts.header("x-jwt", token(other).audience("us").compact());
      }
      Provider[] providers = sketches.stream().map(this::provider).toArray(Provider[]::new);
      Policy policy = policy(Mode.STRICT, providers);
      String expected = expected(sketches, bearer, other);

      assertThat(outcome(decide(facts, policy))).as(seed + " " + sketches).isEqualTo(expected);
      assertThat(outcome(decide(facts, policy))).as(seed + " again").isEqualTo(expected);
    }
  }

  private static List<Sketch> sketches(Random random) {
    List<Sketch> sketches = new ArrayList<>();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      String issuer = random.nextInt(4) == 0 ? null : ISSUERS.get(random.nextInt(2));
      sketches.add(
          new Sketch(
              "p" + i,
              issuer,
              random.nextInt(3) > 0,
              random.nextInt(3) > 0,
              random.nextInt(3) > 0));
    }
    return sketches;
  }

  private Provider provider(Sketch sketch) {
    return provider(
        sketch.name(),
        sketch.issuer(),
        TestKeySet.of(sketch.keyFits() ? KEY : OTHER_KEY),
        Set.of(sketch.audFits() ? "us" : "others"),
        sketch.readsBearer() ? BEARER : X_JWT);
  }

  private static String outcome(Decision decision) {
    return decision instanceof Decision.Admitted ? admittedBy(decision) : told(decision);
  }

  private static String expected(
      List<Sketch> sketches, @Nullable String bearer, @Nullable String other) {
    List<Sketch> finding =
        sketches.stream().filter(one -> issuer(one, bearer, other) != null).toList();
    List<Sketch> candidates =
        Stream.concat(
                finding.stream().filter(one -> issuer(one, bearer, other).equals(one.issuer())),
                finding.stream().filter(one -> one.issuer() == null))
            .toList();
    if (candidates.isEmpty()) {
      return finding.isEmpty() ? "TOKEN_MISSING" : "TOKEN_ISSUER_UNKNOWN";
    }
    return candidates.stream()
        .filter(Sketch::accepts)
        .findFirst()
        .map(Sketch::name)
        .orElse(
            candidates.stream().anyMatch(Sketch::keyFits)
                ? "TOKEN_AUDIENCE_DENIED"
                : "TOKEN_SIGNATURE_INVALID");
  }

  /** The issuer of the token that the provider finds; null: it finds none. */
  private static @Nullable String issuer(
      Sketch sketch, @Nullable String bearer, @Nullable String other) {
    return sketch.readsBearer() ? bearer : other;
  }
}
