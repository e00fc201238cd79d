package dev.gatehouse.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A token as it was found in a request, unparsed and untrusted: a part of the text it stands in,
 * not copied out of it until somebody wants to parse it. It is a credential: it prints as the
 * beginning of its SHA-256. Immutable.
 */
public final class RawToken {

  private final String text;
  private final int start;
  private final int end;

  /**
   * A token by itself.
   *
   * @param compact the compact form, or whatever stood in its place, one character an octet
   */
  public RawToken(String compact) {
    this(compact, 0, compact.length());
  }

  /**
   * The token that stands within a text, one character an octet.
   *
   * @throws IndexOutOfBoundsException if it would reach out of the text
   */
  RawToken(String text, int start, int end) {
    Objects.checkFromToIndex(start, end, text.length());
    this.text = text;
    this.start = start;
    this.end = end;
  }

  /** How many octets it has. */
  public int length() {
    return end - start;
  }

  /** The compact form, or whatever stood in its place, one character an octet: a copy. */
  public String compact() {
    return text.substring(start, end);
  }

  /** Copies that part of it. */
  void copy(int from, int to, char[] target) {
    text.getChars(start + from, start + to, target, 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RawToken that
        && length() == that.length()
        && text.regionMatches(start, that.text, that.start, length());
  }

  @Override
  public int hashCode() {
    return compact().hashCode();
  }

  @Override
  public String toString() {
    MessageDigest digest = TokenHasher.sha256();
    byte[] hash = digest.digest(compact().getBytes(StandardCharsets.ISO_8859_1));
    return "RawToken[sha256:" + HexFormat.of().formatHex(hash, 0, 4) + "…]";
  }
}
