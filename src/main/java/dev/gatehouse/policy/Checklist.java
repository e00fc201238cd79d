package dev.gatehouse.policy;

import dev.gatehouse.token.Check;
import dev.gatehouse.token.Claims;
import dev.gatehouse.token.ExpirationCheck;
import dev.gatehouse.token.LastingCheck;
import dev.gatehouse.token.RecurringCheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy has checked of a provider's tokens, in this order.
 *
 * @param all of a token that was just verified
 * @param recurring of one that is remembered
 * @param expirationFirst the first of them all, where that is whether it has expired; else null
 */
record Checklist(
    List<Check> all, List<RecurringCheck> recurring, @Nullable ExpirationCheck expirationFirst) {

  static Checklist of(List<Check> checks) {
    List<RecurringCheck> recurring = new ArrayList<>();
    for (Check check : checks) {
      switch (check) {
        case RecurringCheck again -> recurring.add(again);
        case LastingCheck _ -> {}
      }
    }
    ExpirationCheck expirationFirst =
        !checks.isEmpty() && checks.getFirst() instanceof ExpirationCheck first ? first : null;
    return new Checklist(List.copyOf(checks), List.copyOf(recurring), expirationFirst);
  }

  /**
   * Whether a verified token of this {@code exp} is refused as expired before anything else of it
   * is looked at.
   */
  boolean refusesAsExpired(Instant expiration, Instant now) {
    return expirationFirst != null && expirationFirst.hasPassed(expiration, now);
  }

  /** The last moment at which all of them can hold; {@link Instant#MAX}: time never ends it. */
  Instant until(Claims claims) {
    Instant end = Instant.MAX;
    for (int i = 0; i < recurring.size(); i++) {
      Instant until = recurring.get(i).until(claims);
      end = until.isBefore(end) ? until : end;
    }
    return end;
  }
}
