package dev.gatehouse.token;

import org.jspecify.annotations.Nullable;

/**
 * What a token's header says of itself (RFC 7515, section 4.1). Keys and addresses of keys that a
 * header may carry are not kept: nobody here may ever use them.
 *
 * @param alg the signature algorithm, as written
 * @param kid which key signed; null where the token does not say
 * @param typ the token's media type; null where the token does not say
 */
public record JwsHeader(String alg, @Nullable String kid, @Nullable String typ) {

  @Override
  public String toString() {
    return "JwsHeader";
  }
}
