package dev.gatehouse.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(compact.getBytes(StandardCharsets.ISO_8859_1));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "RawToken[sha256:" + HexFormat.of().formatHex(sha256(), 0, 4) + "…]";
  }
}
