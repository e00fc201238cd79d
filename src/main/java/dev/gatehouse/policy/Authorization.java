package dev.gatehouse.policy;

import dev.gatehouse.policy.Decision.Refused;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.Scopes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy asks of a request once it is known who sends it (contract, sections 1 and 2).
 * Immutable.
 */
public final class Authorization {

  /** Asks for nothing. */
  public static final Authorization NONE = new Authorization(Scopes.NONE);

  private final Scopes scopes;

  /**
   * Asks for this.
   *
   * @param scopes what the token must have
   */
  public Authorization(Scopes scopes) {
    this.scopes = scopes;
  }

  /** The scopes that the token must have. */
  public Scopes scopes() {
    return scopes;
  }

  /**
   * Judges a request.
   *
   * @param identity who sends it; null: nobody knows
   * @return why it is refused; null where it is not
   */
  @Nullable Refused refuse(@Nullable Identity identity, Trace trace) {
    List<String> missing = scopes.missingFrom(identity == null ? null : identity.claims());
    if (!scopes.required().isEmpty()) {
      trace.scoped(scopes.required(), missing);
    }
    return missing.isEmpty()
        ? null
        : new Refused(Refusal.SCOPE_INSUFFICIENT, provider(identity), missing);
  }

  private static @Nullable String provider(@Nullable Identity identity) {
    return identity == null ? null : identity.provider();
  }
}
