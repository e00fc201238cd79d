package dev.gatehouse.policy;

import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.token.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the gatekeeper says of a request. */
public sealed interface Decision {

  /**
   * The request passes.
   *
   * @param identity who was verified; null: anonymous
   * @param edits what must go from the request: tokens that were found and are not forwarded
   */
  record Admitted(@Nullable Identity identity, RequestEdits edits) implements Decision {}

  /**
   * The request is refused.
   *
   * @param refusal why
   * @param provider the provider whose candidate token got furthest; null where none was a
   *     candidate
   */
  record Refused(Refusal refusal, @Nullable String provider) implements Decision {}

  /**
   * Nobody can tell, as keys are missing (answered {@code keys_unavailable}).
   *
   * @param retryAfter when to ask again
   * @param provider the provider whose keys are missing
   */
  record Undecided(Duration retryAfter, String provider) implements Decision {}
}
