package dev.gatehouse.token;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A token as it was found in a request, unparsed and untrusted. It is a credential: it prints as
 * the beginning of its SHA-256.
 *
 * @param compact the compact form, or whatever stood in its place, one character an octet
 */
public record RawToken(String compact) {

  /** The SHA-256 of the whole compact form. */
  public byte[] sha256() {
    return TokenHash.digest().digest(compact.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public String toString() {
    return "RawToken[sha256:" + HexFormat.of().formatHex(sha256(), 0, 4) + "…]";
  }
}
