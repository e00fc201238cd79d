package dev.gatehouse.policy;

import dev.gatehouse.keys.Keys;
import dev.gatehouse.keys.VerificationKey;
import dev.gatehouse.rules.Outcome;
import dev.gatehouse.token.Check;
import dev.gatehouse.token.CompactJws;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is told of each step of a hearing as it is taken, so that a decision can be explained by whoever
 * made it. Requests are decided with {@link #NONE}, the only one there then is, which costs
 * nothing.
 */
public interface Trace {

  /** Listens to nothing. */
  Trace NONE = new Trace() {};

  /**
   * A token was held against a provider at one of the stages that are not told otherwise: its form,
   * its issuer, its algorithm, its headers.
   *
   * @param jws the token; null where it is malformed
   * @param refusal null: it passed the stage
   */
  default void judged(
      Provider provider, Stage stage, @Nullable CompactJws jws, @Nullable Refusal refusal) {}

  /**
   * A token's signature was held against a provider's keys; told again if newer keys come.
   *
   * @param key the one under which it holds; null: none
   */
  default void verified(
      Provider provider, CompactJws jws, Keys inForce, @Nullable VerificationKey key) {}

  /** A provider has no keys to hold a signature against. */
  default void lacksKeys(Provider provider, Duration retryAfter) {}

  /**
   * A check was made of a token whose signature holds.
   *
   * @param refusal null: the check holds
   */
  default void checked(
      Provider provider,
      Check check,
      VerifiedToken token,
      Instant now,
      @Nullable Refusal refusal) {}

  /**
   * The token's scopes, or nobody's, were held against the policy's.
   *
   * @param missing what the token lacks of the required ones
   */
  default void scoped(List<String> required, List<String> missing) {}

  /** A rule was evaluated. */
  default void ruled(PolicyRule rule, Outcome outcome) {}

  /** The hearing is over; the policy's mode has not had its say yet. */
  default void heard(Decision outcome) {}
}
