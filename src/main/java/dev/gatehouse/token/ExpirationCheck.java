package dev.gatehouse.token;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code exp} has not passed (RFC 7519, section 4.1.4); the last valid moment is {@code exp} plus
 * the skew. It goes by nothing but {@code exp} and the time, so it can be asked of a token whose
 * other claims nobody kept.
 *
 * @param required whether a token without {@code exp} is refused
 * @param skew how much clocks may differ
 */
public record ExpirationCheck(boolean required, Duration skew) implements RecurringCheck {

  @Override
  public Stage stage() {
    return Stage.EXPIRATION;
  }

  @Override
  public @Nullable Refusal refuse(Claims claims, Instant now) {
    if (claims.expiration() == null) {
      return required ? Refusal.TOKEN_CLAIM_MISSING : null;
    }
    return hasPassed(claims.expiration(), now) ? Refusal.TOKEN_EXPIRED : null;
  }

  /** Whether a token of this {@code exp} is refused as expired. */
  public boolean hasPassed(Instant expiration, Instant now) {
    return now.isAfter(Checks.later(expiration, skew));
  }

  @Override
  public Instant until(Claims claims) {
    Instant expiration = claims.expiration();
    return expiration == null ? Instant.MAX : Checks.later(expiration, skew);
  }

  @Override
  public String reason(JwsHeader header, Claims claims, Instant now) {
    return claims.expiration() == null
        ? "the token has no exp"
        : Checks.distance("exp", claims.expiration(), now, skew);
  }
}
