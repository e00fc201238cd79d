package dev.gatehouse.policy;

import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.token.CompactJws;
import dev.gatehouse.token.RawToken;
import dev.gatehouse.token.Recollection;
import org.jspecify.annotations.Nullable;

/**
 * A token as presented in one request: looked up once for all providers, parsed once, and not at
 * all where one that is asked remembers it.
 */
final class PresentedToken {

  private final RawToken raw;
  private final int maxLength;
  private final Recollection<RememberedToken> recollection;
  private @Nullable CompactJws parsed;
  private boolean parsedAlready;

  PresentedToken(RawToken raw, int maxLength, Recollection<RememberedToken> recollection) {
    this.raw = raw;
    this.maxLength = maxLength;
    this.recollection = recollection;
  }

  RawToken raw() {
    return raw;
  }

  /** What is remembered of it. */
  Recollection<RememberedToken> recollection() {
    return recollection;
  }

  /** The parsed token; null where it is malformed. */
  @Nullable CompactJws parsed() {
    if (!parsedAlready) {
      parsed = CompactJws.parse(raw, maxLength);
      parsedAlready = true;
    }
    return parsed;
  }

  boolean isMalformed() {
    return recollection.ofAnyone() == null && parsed() == null;
  }

  /** Whether it names a signature algorithm that Gatehouse knows; {@code none} is none. */
  boolean hasKnownAlgorithm() {
    if (recollection.ofAnyone() != null) {
      return true;
    }
    CompactJws jws = parsed();
    return jws != null && JwsAlgorithm.named(jws.header().alg()) != null;
  }

  /** The token's {@code iss}; null where it has none. */
  @Nullable String issuer() {
    RememberedToken remembered = recollection.ofAnyone();
    if (remembered != null) {
      return remembered.issuer();
    }
    CompactJws jws = parsed();
    return jws == null ? null : jws.claims().issuer();
  }
}
