package dev.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {

  private final VerificationKey a1 = secret("a", 1);
  private final VerificationKey a2 = secret("a", 2);
  private final VerificationKey b = secret("b", 3);
  private final VerificationKey nameless = secret(null, 4);
  private final Keys keys = new Keys(List.of(b, a1, nameless, a2));

  private static VerificationKey secret(String kid, int octet) {
    byte[] secret = new byte[32];
    secret[0] = (byte) octet;
    return VerificationKey.ofSecret(kid, secret);
  }

  @Test
  void triesEveryFittingKeyForATokenWithoutKid() {
    assertThat(keys.fitting(JwsAlgorithm.HS256, null)).containsExactly(b, a1, nameless, a2);
    assertThat(keys.fitting(JwsAlgorithm.HS512, null)).isEmpty();
    assertThat(keys.fitting(JwsAlgorithm.RS256, null)).isEmpty();
  }

  @Test
  void triesAllKeysOfOneKidAndNoOther() {
    assertThat(keys.fitting(JwsAlgorithm.HS256, "a")).containsExactly(a1, a2);
    assertThat(keys.fitting(JwsAlgorithm.HS256, "b")).containsExactly(b);
  }

  @Test
  void triesKeysWithoutKidWhereNoneHasTheTokens() {
    assertThat(keys.fitting(JwsAlgorithm.HS256, "c")).containsExactly(nameless);
    assertThat(keys.fitting(JwsAlgorithm.HS512, "a")).as("the kid is known").isEmpty();
    assertThat(keys.knows("a")).isTrue();
    assertThat(keys.knows("c")).isFalse();
  }

  @Test
  void holdsItsOwnKeysAlone() {
    assertThat(keys.holds(secret("a", 2))).isTrue();
    assertThat(keys.holds(secret("b", 2))).isFalse();
    assertThat(keys.holds(secret("a", 9))).isFalse();
  }
}
