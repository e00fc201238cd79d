package dev.gatehouse.operations;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.token.Refusal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kind of decision as it is counted. There is one object of each kind.
 *
 * @param outcome {@code admitted}, {@code anonymous}, {@code refused}, {@code undecided}, or {@code
 *     would_refuse} in shadow mode
 * @param code why it was refused, would be, or could not be decided; empty where it passed
 */
record DecisionSeries(String outcome, String code) {

  static final DecisionSeries ADMITTED = new DecisionSeries("admitted", "");
  static final DecisionSeries ANONYMOUS = new DecisionSeries("anonymous", "");
  static final DecisionSeries UNDECIDED = new DecisionSeries("undecided", "keys_unavailable");

  private static final DecisionSeries WOULD_BE_UNDECIDED =
      new DecisionSeries("would_refuse", "keys_unavailable");
  private static final Map<Refusal, DecisionSeries> REFUSED = refused("refused");
  private static final Map<Refusal, DecisionSeries> WOULD_REFUSE = refused("would_refuse");

  /** The kind that a decision is of. */
  static DecisionSeries of(Decision decision) {
    return switch (decision) {
      case Decision.Admitted(_, _, Decision.Refused wouldBe) ->
          WOULD_REFUSE.getOrDefault(wouldBe.refusal(), WOULD_BE_UNDECIDED);
      case Decision.Admitted(_, _, Decision.Undecided _) -> WOULD_BE_UNDECIDED;
      case Decision.Admitted admitted -> admitted.identity() == null ? ANONYMOUS : ADMITTED;
      case Decision.Refused refused -> REFUSED.getOrDefault(refused.refusal(), UNDECIDED);
      case Decision.Undecided _ -> UNDECIDED;
    };
  }

  /** The provider it is counted for; empty where there is none. */
  static String provider(Decision decision) {
    String name =
        switch (decision) {
          case Decision.Admitted admitted -> provider(admitted);
          case Decision.Refused refused -> refused.provider();
          case Decision.Undecided undecided -> undecided.provider();
        };
    return name == null ? "" : name;
  }

  private static @Nullable String provider(Decision.Admitted admitted) {
    if (admitted.wouldBe() != null) {
      return admitted.wouldBe().provider();
    }
    return admitted.identity() == null ? null : admitted.identity().provider();
  }

  private static Map<Refusal, DecisionSeries> refused(String outcome) {
    var byRefusal = new EnumMap<Refusal, DecisionSeries>(Refusal.class);
    for (Refusal refusal : Refusal.values()) {
      byRefusal.put(refusal, new DecisionSeries(outcome, refusal.code()));
    }
    return Collections.unmodifiableMap(byRefusal);
  }
}
