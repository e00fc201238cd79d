package dev.gatehouse.policy;

import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.token.Refusal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gatekeeper says of a request. */
public sealed interface Decision {

  /** That the request must not pass, for now or for good. */
  sealed interface Denied extends Decision {

    /** The name of what is told, as in the contract's table of refusals (section 6). */
    String code();

    /** The HTTP status it is answered with. */
    int status();

    /** The sentence a client is told. */
    String detail();

    /** The provider it is told by; null where none was a candidate. */
    @Nullable String provider();
  }

  /**
   * The request passes.
   *
   * @param identity who was verified; null: anonymous
   * @param edits what must go from the request: tokens that were found and are not forwarded
   * @param wouldBe what the policy would say if it were enforced (shadow mode); null: the same
   */
  record Admitted(@Nullable Identity identity, RequestEdits edits, @Nullable Denied wouldBe)
      implements Decision {

    /** The request passes, and would in shadow mode as well. */
    public Admitted(@Nullable Identity identity, RequestEdits edits) {
      this(identity, edits, null);
    }
  }

  /**
   * The request is refused.
   *
   * @param refusal why
   * @param provider the provider that verified the token, or else whose candidate got furthest;
   *     null where none was a candidate
   * @param missingScopes what {@code SCOPE_INSUFFICIENT} is about
   */
  record Refused(Refusal refusal, @Nullable String provider, List<String> missingScopes)
      implements Denied {

    public Refused {
      missingScopes = List.copyOf(missingScopes);
    }

    /** The request is refused for what is not a matter of scopes. */
    public Refused(Refusal refusal, @Nullable String provider) {
      this(refusal, provider, List.of());
    }

    @Override
    public String code() {
      return refusal.code();
    }

    @Override
    public int status() {
      return refusal.status();
    }

    @Override
    public String detail() {
      return refusal.detail();
    }
  }

  /**
   * Nobody can tell, as keys are missing (answered {@code keys_unavailable}).
   *
   * @param retryAfter when to ask again
   * @param provider the provider whose keys are missing
   */
  record Undecided(Duration retryAfter, String provider) implements Denied {

    @Override
    public String code() {
      return "keys_unavailable";
    }

    @Override
    public int status() {
      return 503;
    }

    @Override
    public String detail() {
      return "Keys of the issuer are unavailable";
    }
  }
}
