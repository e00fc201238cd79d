package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RememberedTokensTest {

  private static final RawToken TOKEN = new RawToken("a.b.c");
  private static final String OWNER = "keycloak";

  private Instant now = Instant.ofEpochSecond(1_700_000_000);
  private final RememberedTokens<String> tokens = new RememberedTokens<>(10_000, () -> now);

  @Test
  void recallsWhatItRemembers() {
    tokens.remember(OWNER, TOKEN, "value", 100, now.plusSeconds(60));

    assertThat(tokens.recall(OWNER, new RawToken("a.b.c"))).isEqualTo("value");
  }

  @Test
  void remembersForOneOwnerAlone() {
    tokens.remember(OWNER, TOKEN, "value", 100, now.plusSeconds(60));

    assertThat(tokens.recall("other", TOKEN)).isNull();
  }

  @Test
  void aTokenThatDiffersInItsSignatureAloneIsAnother() {
    tokens.remember(OWNER, TOKEN, "value", 100, now.plusSeconds(60));

    assertThat(tokens.recall(OWNER, new RawToken("a.b.d"))).isNull();
    assertThat(tokens.recall(OWNER, new RawToken("a.b."))).isNull();
  }

  @Test
  void recallsNothingFromItsExpirationOn() {
    Instant expiration = now.plusSeconds(60);
    tokens.remember(OWNER, TOKEN, "value", 100, expiration);

    now = expiration.minusNanos(1);
    assertThat(tokens.recall(OWNER, TOKEN)).isEqualTo("value");
    now = expiration;
    assertThat(tokens.recall(OWNER, TOKEN)).isNull();
  }

  @Test
  void doesNotRememberAnExpiredToken() {
    tokens.remember(OWNER, TOKEN, "value", 100, now);
    now = now.minusSeconds(3600);

    assertThat(tokens.recall(OWNER, TOKEN)).isNull();
  }

  @Test
  void tokenWithoutExpirationIsRememberedOn() {
    tokens.remember(OWNER, TOKEN, "value", 100, null);
    now = now.plus(Duration.ofDays(365));

    assertThat(tokens.recall(OWNER, TOKEN)).isEqualTo("value");
  }

  @Test
  void tokenOfTheLatestTimeIsRemembered() {
    tokens.remember(OWNER, TOKEN, "value", 100, NumericDate.LATEST);

    assertThat(tokens.recall(OWNER, TOKEN)).isEqualTo("value");
  }

  @Test
  void forgetsAnOwnerAndNoOther() {
    tokens.remember(OWNER, TOKEN, "value", 100, now.plusSeconds(60));
    tokens.remember("other", TOKEN, "kept", 100, now.plusSeconds(60));

    tokens.forget(OWNER);

    assertThat(tokens.recall(OWNER, TOKEN)).isNull();
    assertThat(tokens.recall("other", TOKEN)).isEqualTo("kept");
  }

  @Test
  void staysWithinItsBound() {
    for (int i = 0; i < 1000; i++) {
      tokens.remember(OWNER, new RawToken("token" + i), "value", 744, now.plusSeconds(60));
    }

    int remembered = 0;
    for (int i = 0; i < 1000; i++) {
      remembered += tokens.recall(OWNER, new RawToken("token" + i)) == null ? 0 : 1;
    }
    assertThat(remembered).isBetween(1, 10);
  }

  @Test
  void doesNotRememberWhatIsLargerThanItself() {
    tokens.remember(OWNER, TOKEN, "value", Integer.MAX_VALUE, now.plusSeconds(60));

    assertThat(tokens.recall(OWNER, TOKEN)).isNull();
  }

  @Test
  void memoryOfNoSizeRemembersNothing() {
    var none = new RememberedTokens<String>(0, () -> now);
    none.remember(OWNER, TOKEN, "value", 0, now.plusSeconds(60));
    none.forget(OWNER);

    assertThat(none.recall(OWNER, TOKEN)).isNull();
  }

  @Test
  void refusesNegativeSize() {
    assertThatThrownBy(() -> new RememberedTokens<String>(-1, () -> now))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxBytes");
  }
}
