package dev.gatehouse.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A check that may say another thing of the same token later, or for another policy: a remembered
 * token is asked every time. It goes by the claims, as no token's header is remembered.
 */
public non-sealed interface RecurringCheck extends Check {

  /**
   * Judges a token, new or remembered.
   *
   * @param now the current time
   * @return why it is refused; null where the check holds
   */
  @Nullable Refusal refuse(Claims claims, Instant now);

  /** The last moment at which it can hold; {@link Instant#MAX}: time alone never ends it. */
  default Instant until(Claims claims) {
    return Instant.MAX;
  }

  @Override
  default @Nullable Refusal refuse(JwsHeader header, Claims claims, Instant now) {
    return refuse(claims, now);
  }
}
