package dev.gatehouse.policy;

import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.token.CompactJws;
import dev.gatehouse.token.RawToken;
import org.jspecify.annotations.Nullable;

/**
 * A token as presented in one request: parsed once, and not at all where a provider remembers it.
 */
final class PresentedToken {

  private final RawToken raw;
  private final int maxLength;
  private @Nullable VerifiedToken remembered;
  private @Nullable CompactJws parsed;
  private boolean parsedAlready;

  PresentedToken(RawToken raw, int maxLength) {
    this.raw = raw;
    this.maxLength = maxLength;
  }

  RawToken raw() {
    return raw;
  }

  boolean isTooLong() {
    return raw.compact().length() > maxLength;
  }

  /** Takes note that some provider verified this very token before. */
  void remember(VerifiedToken verified) {
    remembered = verified;
  }

  /** The parsed token; null where it is malformed. */
  @Nullable CompactJws parsed() {
    if (!parsedAlready) {
      parsed = CompactJws.parse(raw, maxLength);
      parsedAlready = true;
    }
    return parsed;
  }

  /** The token where it was parsed already; null where it is malformed or was remembered. */
  @Nullable CompactJws parsedSoFar() {
    return parsed;
  }

  boolean isMalformed() {
    return remembered == null && parsed() == null;
  }

  /** Whether it names a signature algorithm that Gatehouse knows; {@code none} is none. */
  boolean hasKnownAlgorithm() {
    if (remembered != null) {
      return true;
    }
    CompactJws jws = parsed();
    return jws != null && JwsAlgorithm.named(jws.header().alg()) != null;
  }

  /** The token's {@code iss}; null where it has none. */
  @Nullable String issuer() {
    if (remembered != null) {
      return remembered.claims().issuer();
    }
    CompactJws jws = parsed();
    return jws == null ? null : jws.claims().issuer();
  }
}
