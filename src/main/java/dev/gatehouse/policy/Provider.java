package dev.gatehouse.policy;

import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeySet;
import dev.gatehouse.keys.KeySet.Lookup;
import dev.gatehouse.token.Check;
import dev.gatehouse.token.CompactJws;
import dev.gatehouse.token.RecurringCheck;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.RememberedTokens;
import dev.gatehouse.token.Stage;
import dev.gatehouse.token.TokenSource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may issue tokens, and how they are verified: its keys, its checks in their order, and the
 * header lines its claims become. Immutable but for its keys, which renew themselves.
 */
public final class Provider {

  private final Definition definition;
  private final KeySet keys;
  private final InstantSource clock;
  private volatile List<String> lastAudiences = List.of();

  /**
   * What defines a provider, keys apart.
   *
   * @param issuer what {@code iss} must equal; null: it is not checked
   * @param sources where its tokens are looked for, in this order
   * @param forwardToken whether an admitted token stays in the request
   * @param algorithms the signature algorithms allowed
   * @param checks what is checked of a token whose signature holds, in this order
   * @param headers the header lines its claims become
   */
  public record Definition(
      String name,
      @Nullable String issuer,
      List<TokenSource> sources,
      boolean forwardToken,
      Set<JwsAlgorithm> algorithms,
      List<Check> checks,
      IdentityHeaders headers) {

    public Definition {
      sources = List.copyOf(sources);
      algorithms = Set.copyOf(EnumSet.copyOf(algorithms));
      checks = List.copyOf(checks);
      if (sources.isEmpty()) {
        throw new IllegalArgumentException("provider " + name + " must have a token source");
      }
    }
  }

  /** Makes a provider; memories of verified tokens know it as an owner of its own. */
  public Provider(Definition definition, KeySet keys, InstantSource clock) {
    this.definition = definition;
    this.keys = keys;
    this.clock = clock;
  }

  /** The provider's name in the configuration. */
  public String name() {
    return definition.name();
  }

  /** What {@code iss} must equal; null: it is not checked. */
  public @Nullable String issuer() {
    return definition.issuer();
  }

  /** What defines the provider, keys apart. */
  public Definition definition() {
    return definition;
  }

  /** The same provider with other keys. */
  public Provider with(KeySet others) {
    return new Provider(definition, others, clock);
  }

  /** The provider's keys. */
  public KeySet keys() {
    return keys;
  }

  Instant now() {
    return clock.instant();
  }

  /** Audiences equal to these: the last token's, where they are, so that tokens share them. */
  List<String> common(List<String> audiences) {
    List<String> last = lastAudiences;
    List<String> shared = last.equals(audiences) ? last : audiences;
    lastAudiences = shared;
    return shared;
  }

  List<TokenSource> sources() {
    return definition.sources();
  }

  boolean forwardsToken() {
    return definition.forwardToken();
  }

  /**
   * The provider's checks, with this one in the place of its own of the same stage.
   *
   * @param other null: the provider's own alone
   */
  List<Check> checks(@Nullable Check other) {
    if (other == null) {
      return definition.checks();
    }
    List<Check> checks = new ArrayList<>(definition.checks());
    checks.removeIf(check -> check.stage() == other.stage());
    int place = 0;
    while (place < checks.size() && checks.get(place).stage().compareTo(other.stage()) < 0) {
      place++;
    }
    checks.add(place, other);
    return List.copyOf(checks);
  }

  boolean isNamedBy(@Nullable String issuer) {
    return definition.issuer() != null && definition.issuer().equals(issuer);
  }

  boolean acceptsAnyIssuer() {
    return definition.issuer() == null;
  }

  /**
   * What this provider says of a token.
   *
   * @param token is remembered for this provider if it holds, so that it is not verified again; if
   *     it has expired, so that it is refused again
   * @param memory what remembers it
   * @param trace is told of every step
   */
  Verdict verify(
      PresentedToken token,
      Checklist checks,
      RememberedTokens<RememberedToken> memory,
      Trace trace) {
    Lookup lookup = keys.current();
    RememberedToken known = token.recollection().of(this);
    if (known != null
        && lookup instanceof Lookup.Available(var inForce)
        && inForce.holds(known.key())) {
      Verdict verdict = judge(known, checks);
      if (verdict != null) {
        return verdict;
      }
    }
    CompactJws jws = token.parsed();
    if (jws == null) {
      return new Verdict.Fails(Refusal.TOKEN_MALFORMED, Stage.FORM);
    }
    JwsAlgorithm algorithm = JwsAlgorithm.named(jws.header().alg());
    if (algorithm == null || !definition.algorithms().contains(algorithm)) {
      trace.judged(this, Stage.ALGORITHM, jws, Refusal.TOKEN_ALGORITHM_DENIED);
      return new Verdict.Fails(Refusal.TOKEN_ALGORITHM_DENIED, Stage.ALGORITHM);
    }
    trace.judged(this, Stage.ALGORITHM, jws, null);
    return new Verification(this, token, jws, algorithm, checks, memory, trace).under(lookup);
  }

  /** What a remembered token is told at this moment; null: it has to be verified for that. */
  private @Nullable Verdict judge(RememberedToken token, Checklist checks) {
    return switch (token) {
      case RememberedToken.Accepted(_, var identity) -> judge(identity, checks.recurring());
      case RememberedToken.Expired(_, _, var expiration) ->
          // A clock that was set back makes it a token that may hold.
          checks.refusesAsExpired(expiration, clock.instant())
              ? new Verdict.Fails(Refusal.TOKEN_EXPIRED, Stage.EXPIRATION)
              : null;
    };
  }

  private Verdict judge(Identity identity, List<RecurringCheck> checks) {
    Instant now = clock.instant();
    for (int i = 0; i < checks.size(); i++) {
      RecurringCheck check = checks.get(i);
      Refusal refusal = check.refuse(identity.claims(), now);
      if (refusal != null) {
        return new Verdict.Fails(refusal, check.stage());
      }
    }
    return new Verdict.Holds(identity);
  }

  @Override
  public String toString() {
    return "Provider[" + name() + "]";
  }
}
