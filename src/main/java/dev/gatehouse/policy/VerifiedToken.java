package dev.gatehouse.policy;

import dev.gatehouse.keys.VerificationKey;
import dev.gatehouse.token.Claims;
import dev.gatehouse.token.JwsHeader;

/**
 * A token whose signature holds under a key: all of it that is remembered. Its checks are made
 * every time.
 *
 * @param key the key that verified it, with which it is forgotten
 * @param identity who it names
 */
public record VerifiedToken(
    JwsHeader header, Claims claims, VerificationKey key, Identity identity) {

  @Override
  public String toString() {
    return "VerifiedToken[" + identity.provider() + "]";
  }
}
