package dev.gatehouse.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that must hold of a token whose signature has been verified. Stateless. Which of two
 * kinds it is says whether a token that is remembered is asked again.
 */
public sealed interface Check permits LastingCheck, RecurringCheck {

  /** Where in the order of the contract the check stands. */
  Stage stage();

  /**
   * Judges a token.
   *
   * @param now the current time
   * @return why it is refused; null where the check holds
   */
  @Nullable Refusal refuse(JwsHeader header, Claims claims, Instant now);

  /**
   * What the check goes by in this token, for people who ask why: times as distances, and no
   * claim's value but those the configuration names itself.
   *
   * @param now the time at which it was judged
   */
  String reason(JwsHeader header, Claims claims, Instant now);
}
