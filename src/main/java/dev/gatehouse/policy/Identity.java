package dev.gatehouse.policy;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.token.Claims;
import java.util.List;

/**
 * A verified identity.
 *
 * @param provider the name of the provider that verified it
 * @param claims the token's claims
 * @param headers the identity headers an upstream is to get, one line each
 */
public record Identity(String provider, Claims claims, List<HeaderField> headers) {

  public Identity {
    headers = List.copyOf(headers);
  }

  @Override
  public String toString() {
    return "Identity[" + provider + "]";
  }
}
