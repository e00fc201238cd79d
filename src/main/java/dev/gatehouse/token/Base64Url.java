package dev.gatehouse.token;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Strict unpadded base64url (RFC 7515, section 2). The JDK's decoder takes padding and stray
 * trailing bits, by which one signature would have several spellings.
 */
final class Base64Url {

  private static final byte[] SIXTETS = sixtets();

  private Base64Url() {}

  /** The octets that this part of a text encodes; null where it is no base64url. */
  static byte @Nullable [] decode(String text, int start, int end) {
    int length = end - start;
    int tail = length & 3;
    if (tail == 1) {
      return null;
    }
    var octets = new byte[(length >> 2) * 3 + (tail == 0 ? 0 : tail - 1)];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      int sixtet = c < SIXTETS.length ? SIXTETS[c] : -1;
      if (sixtet < 0) {
        return null;
      }
      bits = bits << 6 | sixtet;
      held += 6;
      if (held >= 8) {
        held -= 8;
        octets[at++] = (byte) (bits >> held);
        bits &= (1 << held) - 1;
      }
    }
    return bits == 0 ? octets : null;
  }

  private static byte[] sixtets() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    var table = new byte[128];
    Arrays.fill(table, (byte) -1);
    for (int i = 0; i < alphabet.length(); i++) {
      table[alphabet.charAt(i)] = (byte) i;
    }
    return table;
  }
}
