package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gatehouse.identity.ClaimToHeader;
import dev.gatehouse.identity.Encoding;
import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeySet.Lookup;
import dev.gatehouse.policy.Decision.Admitted;
import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.policy.Decision.Undecided;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.ClaimPath;
import dev.gatehouse.token.TestFacts;
import dev.gatehouse.token.TestTokens;
import dev.gatehouse.token.TokenSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Sinks;

/** Modes, outcomes, and whether the policy is enforced (contract, sections 2 and 8). */
class ShadowModeTest {

  private static final ECKey KEY = key();
  private static final List<TokenSource> SOURCES =
      List.of(
          new TokenSource.Header("Authorization", "Bearer"),
          new TokenSource.Query("access_token"),
          new TokenSource.Cookie("session"));

  private final Gatekeeper gatekeeper = new Gatekeeper(16 * 1024);

  @ParameterizedTest
  @CsvSource({
    "STRICT,        none,    token_missing,    anonymous",
    "STRICT,        good,    -,                alice",
    "STRICT,        expired, token_expired,    anonymous",
    "STRICT,        garbage, token_malformed,  anonymous",
    "STRICT,        two,     multiple_tokens,  anonymous",
    "STRICT,        keyless, keys_unavailable, anonymous",
    "ALLOW_MISSING, none,    -,                anonymous",
    "ALLOW_MISSING, good,    -,                alice",
    "ALLOW_MISSING, expired, token_expired,    anonymous",
    "ALLOW_MISSING, garbage, token_malformed,  anonymous",
    "ALLOW_MISSING, two,     multiple_tokens,  anonymous",
    "ALLOW_MISSING, keyless, keys_unavailable, anonymous",
    "PERMISSIVE,    none,    -,                anonymous",
    "PERMISSIVE,    good,    -,                alice",
    "PERMISSIVE,    expired, -,                anonymous",
    "PERMISSIVE,    garbage, -,                anonymous",
    "PERMISSIVE,    two,     -,                anonymous",
    "PERMISSIVE,    keyless, -,                anonymous",
  })
  void passesWhatItWouldRefuseAndSaysSo(Mode mode, String token, String refused, String passesAs) {
    var keys = token.equals("keyless") ? TestKeySet.unavailable() : TestKeySet.of(KEY);
    TestFacts facts = facts(token);
    Decision enforced = decide(facts, policy(mode, true, keys));
    Decision shadow = decide(facts, policy(mode, false, keys));

    assertThat(refusal(enforced)).isEqualTo(refused);
    assertThat(shadow).isInstanceOf(Admitted.class);
    var admitted = (Admitted) shadow;
    assertThat(admitted.wouldBe() == null ? "-" : admitted.wouldBe().code()).isEqualTo(refused);
    assertThat(identity(admitted)).isEqualTo(passesAs);
    if (enforced instanceof Admitted passed) {
      assertThat(identity(admitted)).isEqualTo(identity(passed));
      assertThat(admitted.edits()).isEqualTo(passed.edits());
    } else {
      assertThat(admitted.wouldBe()).isEqualTo(enforced);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void removesEveryTokenFromWhereverItWasSent(Mode mode) {
    String expired = token().expiresIn(Duration.ofHours(-1)).compact();
    var facts =
        new TestFacts()
            .header("Authorization", "Bearer " + expired)
            .header("Authorization", "bearer x.y")
            .header("Cookie", "a=b; session=" + expired + "; c=d")
            .query("access_token=" + expired + "&page=2");

    var admitted = (Admitted) decide(facts, policy(mode, false, TestKeySet.of(KEY)));

    assertThat(admitted.identity()).isNull();
    assertThat(admitted.edits().query()).isEqualTo(new RequestEdits.QueryEdit("page=2"));
    assertThat(
            admitted.edits().headers().stream()
                .collect(
                    Collectors.toMap(
                        edit -> edit.line().value(), edit -> String.valueOf(edit.replacement()))))
        .containsEntry("Bearer " + expired, "null")
        .containsEntry("bearer x.y", "null")
        .containsEntry("a=b; session=" + expired + "; c=d", "a=b; c=d");
  }

  @Test
  void waitsForKeysAsAnEnforcedPolicyWouldAndNoLonger() {
    var keys = TestKeySet.unavailable();
    Sinks.One<Lookup> fetch = keys.makeWait();
    var decisions = new AtomicReference<Decision>();
    gatekeeper.decide(facts("good"), policy(Mode.STRICT, false, keys)).subscribe(decisions::set);
    assertThat(decisions).hasValue(null);

    fetch.tryEmitValue(new Lookup.Unavailable(Duration.ofSeconds(3))).orThrow();

    assertThat(decisions)
        .hasValueSatisfying(
            decision -> {
              var admitted = (Admitted) decision;
              assertThat(admitted.identity()).isNull();
              assertThat(admitted.wouldBe())
                  .isEqualTo(new Undecided(Duration.ofSeconds(3), "main"));
            });
  }

  @Test
  void namesTheProviderThatWouldRefuse() {
    var admitted =
        (Admitted) decide(facts("expired"), policy(Mode.STRICT, false, TestKeySet.of(KEY)));
    assertThat(admitted.wouldBe()).isInstanceOf(Refused.class);
    assertThat(admitted.wouldBe().provider()).isEqualTo("main");
  }

  private Decision decide(TestFacts facts, Policy policy) {
    return gatekeeper.decide(facts, policy).block();
  }

  private static String refusal(Decision decision) {
    return switch (decision) {
      case Admitted _ -> "-";
      case Decision.Denied denied -> denied.code();
    };
  }

  private static @Nullable String identity(Admitted admitted) {
    Identity identity = admitted.identity();
    return identity == null ? "anonymous" : identity.headers().getFirst().value();
  }

  private static TestFacts facts(String kind) {
    var facts = new TestFacts();
    return switch (kind) {
      case "none" -> facts;
      case "expired" -> bearer(facts, token().expiresIn(Duration.ofHours(-1)).compact());
      case "garbage" -> bearer(facts, "x.y");
      case "two" -> bearer(facts, token().compact()).query("access_token=" + token().compact());
      default -> bearer(facts, token().compact());
    };
  }

  private static TestFacts bearer(TestFacts facts, String token) {
    return facts.header("Authorization", "Bearer " + token);
  }

  private static TestTokens token() {
    return TestTokens.signedBy(KEY).issuer("https://main").subject("alice");
  }

  private static Policy policy(Mode mode, boolean enforced, TestKeySet keys) {
    var clock = InstantSource.system();
    var definition =
        new Provider.Definition(
            "main",
            "https://main",
            SOURCES,
            true,
            Set.of(JwsAlgorithm.ES256),
            List.of(Checks.expiration(true, Duration.ZERO)),
            IdentityHeaders.of(
                List.of(new ClaimToHeader(ClaimPath.parse("sub"), "X-User-Id", Encoding.TEXT))));
    var provider = new Provider(definition, keys, clock);
    return new Policy("default", mode, enforced, List.of(provider));
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
