package dev.gatehouse.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A check that goes by a token and its provider's definition alone, so that what it says once it
 * says for good: a token passes it before it is remembered, and not again.
 */
public non-sealed interface LastingCheck extends Check {

  /**
   * Judges a token, at any time.
   *
   * @return why it is refused; null where the check holds
   */
  @Nullable Refusal refuse(JwsHeader header, Claims claims);

  @Override
  default @Nullable Refusal refuse(JwsHeader header, Claims claims, Instant now) {
    return refuse(header, claims);
  }
}
