package dev.gatehouse.policy;

import dev.gatehouse.keys.VerificationKey;
import dev.gatehouse.token.Claims;
import dev.gatehouse.token.JwsHeader;

/**
 * A token whose signature holds under a key; whether it passes the checks is another matter.
 *
 * @param key the key that verified it
 * @param identity who it names
 */
public record VerifiedToken(
    JwsHeader header, Claims claims, VerificationKey key, Identity identity) {

  @Override
  public String toString() {
    return "VerifiedToken[" + identity.provider() + "]";
  }
}
