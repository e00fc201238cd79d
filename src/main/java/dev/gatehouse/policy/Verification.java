package dev.gatehouse.policy;

import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeySet.Lookup;
import dev.gatehouse.keys.Keys;
import dev.gatehouse.keys.VerificationKey;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.token.Check;
import dev.gatehouse.token.CompactJws;
import dev.gatehouse.token.Refusal;
import dev.gatehouse.token.RememberedTokens;
import dev.gatehouse.token.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way of one token through a provider's keys and checks. */
final class Verification {

  /** How often one token may ask for newer keys, should they change under it. */
  private static final int RENEWALS = 2;

  /**
   * How long it is remembered that a token has expired: who sends one again and again has it
   * verified once a minute, and no dead token takes room for longer.
   */
  private static final Duration EXPIRED_REMEMBERED = Duration.ofMinutes(1);

  private final Provider provider;
  private final PresentedToken token;
  private final CompactJws jws;
  private final JwsAlgorithm algorithm;
  private final Checklist checks;
  private final RememberedTokens<RememberedToken> memory;
  private final Trace trace;

  Verification(
      Provider provider,
      PresentedToken token,
      CompactJws jws,
      JwsAlgorithm algorithm,
      Checklist checks,
      RememberedTokens<RememberedToken> memory,
      Trace trace) {
    this.provider = provider;
    this.token = token;
    this.jws = jws;
    this.algorithm = algorithm;
    this.checks = checks;
    this.memory = memory;
    this.trace = trace;
  }

  Verdict under(Lookup lookup) {
    return under(lookup, RENEWALS);
  }

  private Verdict under(Lookup lookup, int renewals) {
    return switch (lookup) {
      case Lookup.Available(var inForce) -> under(inForce, renewals);
      case Lookup.Unavailable(var retryAfter) -> new Verdict.Unavailable(retryAfter);
      case Lookup.Waiting(var next) ->
          new Verdict.Waiting(next.flatMap(then -> under(then, renewals).settled()));
    };
  }

  private Verdict under(Keys inForce, int renewals) {
    VerificationKey key = verifyingKey(inForce);
    trace.verified(provider, jws, inForce, key);
    if (key != null) {
      return judged(key);
    }
    if (renewals == 0) {
      return signatureInvalid();
    }
    Lookup newer = provider.keys().newerThan(inForce, jws.header().kid());
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

  private Verdict judged(VerificationKey key) {
    List<HeaderField> lines = provider.definition().headers().render(jws.claims());
    var verified =
        new VerifiedToken(
            jws.header(),
            jws.claims(),
            key,
            new Identity(provider.name(), jws.claims(), lines == null ? List.of() : lines));
    Instant now = provider.now();
    Verdict.Fails failure = failure(verified, now);
    if (failure != null) {
      rememberIfExpired(key, now);
      return failure;
    }
    trace.judged(
        provider, Stage.HEADERS, jws, lines == null ? Refusal.CLAIM_NOT_HEADER_SAFE : null);
    if (lines == null) {
      return new Verdict.Fails(Refusal.CLAIM_NOT_HEADER_SAFE, Stage.HEADERS);
    }
    remember(RememberedToken.Accepted.of(verified, provider), jws.claims().expiration());
    return new Verdict.Holds(verified.identity());
  }

  private Verdict.@Nullable Fails failure(VerifiedToken verified, Instant now) {
    for (Check check : checks.all()) {
      Refusal refusal = check.refuse(verified.header(), verified.claims(), now);
      trace.checked(provider, check, verified, now, refusal);
      if (refusal != null) {
        return new Verdict.Fails(refusal, check.stage());
      }
    }
    return null;
  }

  private void rememberIfExpired(VerificationKey key, Instant now) {
    Instant expiration = jws.claims().expiration();
    if (expiration != null && checks.refusesAsExpired(expiration, now)) {
      remember(
          RememberedToken.Expired.of(jws.claims(), key, provider, expiration),
          now.plus(EXPIRED_REMEMBERED));
    }
  }

  private void remember(RememberedToken kept, @Nullable Instant end) {
    memory.remember(token.recollection(), provider, kept, kept.weight(provider), end);
  }

  private static Verdict signatureInvalid() {
    return new Verdict.Fails(Refusal.TOKEN_SIGNATURE_INVALID, Stage.SIGNATURE);
  }
}
