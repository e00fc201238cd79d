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
    int at = 0;
    int i = start;
    for (; i + 4 <= end; i += 4) {
      int triple = bits(text, i, i + 4);
      if (triple < 0) {
        return null;
      }
      octets[at] = (byte) (triple >> 16);
      octets[at + 1] = (byte) (triple >> 8);
      octets[at + 2] = (byte) triple;
      at += 3;
    }
    return tail == 0 || readTail(bits(text, i, end), tail, octets, at) ? octets : null;
  }

  /** Reads the last one or two octets; false where they are none, or bits are left over. */
  private static boolean readTail(int bits, int tail, byte[] octets, int at) {
    int stray = tail == 2 ? 4 : 2;
    if (bits < 0 || (bits & (1 << stray) - 1) != 0) {
      return false;
    }
    int whole = bits >> stray;
    if (tail == 3) {
      octets[at] = (byte) (whole >> 8);
    }
    octets[octets.length - 1] = (byte) whole;
    return true;
  }

  /** What four characters or fewer encode; negative where one of them encodes nothing. */
  private static int bits(String text, int start, int end) {
    int bits = 0;
    int wrong = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      int sixtet = c < SIXTETS.length ? SIXTETS[c] : -1;
      wrong |= sixtet;
      bits = bits << 6 | sixtet;
    }
    return wrong < 0 ? -1 : bits;
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
