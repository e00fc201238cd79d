package dev.gatehouse.policy;

import dev.gatehouse.token.Check;
import dev.gatehouse.token.Claims;
import dev.gatehouse.token.LastingCheck;
import dev.gatehouse.token.RecurringCheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a policy has checked of a provider's tokens, in this order.
 *
 * @param all of a token that was just verified
 * @param recurring of one that is remembered
 */
record Checklist(List<Check> all, List<RecurringCheck> recurring) {

  static Checklist of(List<Check> checks) {
    List<RecurringCheck> recurring = new ArrayList<>();
    for (Check check : checks) {
      switch (check) {
        case RecurringCheck again -> recurring.add(again);
        case LastingCheck _ -> {}
      }
    }
    return new Checklist(List.copyOf(checks), List.copyOf(recurring));
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
