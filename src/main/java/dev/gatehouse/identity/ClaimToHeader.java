package dev.gatehouse.identity;

import dev.gatehouse.token.ClaimPath;
import dev.gatehouse.token.TokenCharacters;

/**
 * A claim that an upstream gets as a header.
 *
 * @param claim where the claim stands
 * @param header the header's name
 * @param encoding how the claim is written
 */
public record ClaimToHeader(ClaimPath claim, String header, Encoding encoding) {

  public ClaimToHeader {
    if (!TokenCharacters.isToken(header)) {
      throw new IllegalArgumentException("header must be a field name, not '" + header + "'");
    }
  }
}
