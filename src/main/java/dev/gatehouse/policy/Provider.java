package dev.gatehouse.policy;

import dev.gatehouse.identity.IdentityHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeySet;
import dev.gatehouse.keys.KeySet.Lookup;
import dev.gatehouse.keys.Keys;
import dev.gatehouse.keys.VerificationKey;
import dev.gatehouse.request.HeaderField;
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

  /** How often one token may ask for newer keys, should they change under it. */
  private static final int RENEWALS = 2;

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
   * @param token a token that is remembered is remembered for this provider as well if it holds
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
      return judge(known, checks.recurring());
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
    return new Verification(token, jws, algorithm, checks.all(), memory, trace)
        .under(lookup, RENEWALS);
  }

  private Verdict judge(RememberedToken token, List<RecurringCheck> checks) {
    Instant now = clock.instant();
    for (int i = 0; i < checks.size(); i++) {
      RecurringCheck check = checks.get(i);
      Refusal refusal = check.refuse(token.identity().claims(), now);
      if (refusal != null) {
        return new Verdict.Fails(refusal, check.stage());
      }
    }
    return new Verdict.Holds(token.identity());
  }

  private Verdict judge(VerifiedToken token, List<Check> checks, Trace trace) {
    Instant now = clock.instant();
    for (Check check : checks) {
      Refusal refusal = check.refuse(token.header(), token.claims(), now);
      trace.checked(this, check, token, now, refusal);
      if (refusal != null) {
        return new Verdict.Fails(refusal, check.stage());
      }
    }
    return new Verdict.Holds(token.identity());
  }

  /** The way of one token through this provider's keys. */
  private final class Verification {

    private final PresentedToken token;
    private final CompactJws jws;
    private final JwsAlgorithm algorithm;
    private final List<Check> checks;
    private final RememberedTokens<RememberedToken> memory;
    private final Trace trace;

    Verification(
        PresentedToken token,
        CompactJws jws,
        JwsAlgorithm algorithm,
        List<Check> checks,
        RememberedTokens<RememberedToken> memory,
        Trace trace) {
      this.token = token;
      this.jws = jws;
      this.algorithm = algorithm;
      this.checks = checks;
      this.memory = memory;
      this.trace = trace;
    }

    Verdict under(Lookup lookup, int renewals) {
      return switch (lookup) {
        case Lookup.Available(var inForce) -> under(inForce, renewals);
        case Lookup.Unavailable(var retryAfter) -> new Verdict.Unavailable(retryAfter);
        case Lookup.Waiting(var next) ->
            new Verdict.Waiting(next.flatMap(then -> under(then, renewals).settled()));
      };
    }

    private Verdict under(Keys inForce, int renewals) {
      VerificationKey key = verifyingKey(inForce);
      trace.verified(Provider.this, jws, inForce, key);
      if (key != null) {
        return accept(key);
      }
      if (renewals == 0) {
        return signatureInvalid();
      }
      Lookup newer = keys.newerThan(inForce, jws.header().kid());
      if (newer instanceof Lookup.Available(var same) && same == inForce) {
        return signatureInvalid();
      }
      return under(newer, renewals - 1);
    }

    private @Nullable VerificationKey verifyingKey(Keys inForce) {
      for (VerificationKey key : inForce.fitting(algorithm, jws.header().kid())) {
        if (key.verifies(algorithm, jws.signingInput(), jws.signature())) {
          return key;
        }
      }
      return null;
    }

    private Verdict accept(VerificationKey key) {
      List<HeaderField> lines = definition.headers().render(jws.claims());
      var verified =
          new VerifiedToken(
              jws.header(),
              jws.claims(),
              key,
              new Identity(name(), jws.claims(), lines == null ? List.of() : lines));
      Verdict verdict = judge(verified, checks, trace);
      if (!(verdict instanceof Verdict.Holds)) {
        return verdict;
      }
      trace.judged(
          Provider.this, Stage.HEADERS, jws, lines == null ? Refusal.CLAIM_NOT_HEADER_SAFE : null);
      if (lines == null) {
        return new Verdict.Fails(Refusal.CLAIM_NOT_HEADER_SAFE, Stage.HEADERS);
      }
      remember(verified);
      return verdict;
    }

    private void remember(VerifiedToken verified) {
      var kept = RememberedToken.of(verified, Provider.this);
      memory.remember(
          token.recollection(),
          Provider.this,
          kept,
          kept.weight(Provider.this),
          jws.claims().expiration());
    }

    private Verdict signatureInvalid() {
      return new Verdict.Fails(Refusal.TOKEN_SIGNATURE_INVALID, Stage.SIGNATURE);
    }
  }

  @Override
  public String toString() {
    return "Provider[" + name() + "]";
  }
}
