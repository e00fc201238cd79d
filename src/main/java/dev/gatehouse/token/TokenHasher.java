package dev.gatehouse.token;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Hashes tokens where they stand, by parts and in buffers of its own, without an allocation; the
 * buffers keep the last token's last part until the next. For one thread at a time.
 */
final class TokenHasher {

  /** Longer than most tokens. */
  static final int PART = 2048;

  private final MessageDigest digest = sha256();
  private final CharsetEncoder encoder =
      StandardCharsets.ISO_8859_1
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final CharBuffer characters = CharBuffer.allocate(PART);
  private final ByteBuffer octets = ByteBuffer.allocate(PART);
  private final byte[] hash = new byte[TokenHash.OCTETS];

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A character that is no octet becomes one that stands in no token, never another's octet. */
  TokenHash hash(RawToken token) {
    int length = token.length();
    digest.reset();
    for (int from = 0; from < length; from += PART) {
      update(token, from, Math.min(from + PART, length));
    }
    try {
      digest.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 has 32 octets", e);
    }
    return TokenHash.read(hash);
  }

  private void update(RawToken token, int from, int to) {
    token.copy(from, to, characters.array());
    characters.limit(to - from).position(0);
    octets.clear();
    encoder.reset().encode(characters, octets, true);
    digest.update(octets.flip());
  }
}
