package dev.gatehouse.keys;

import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The structure SubjectPublicKeyInfo that public keys are written in (RFC 5280, section 4.1). */
final class Spki {

  private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final byte SEQUENCE = 0x30;
  private static final byte OBJECT_IDENTIFIER = 0x06;

  private Spki() {}

  /** The Ed25519 key of this encoded point (RFC 8410, section 4). */
  static X509EncodedKeySpec ed25519(byte[] point) {
    byte[] encoded = Arrays.copyOf(ED25519_HEAD, ED25519_HEAD.length + point.length);
    System.arraycopy(point, 0, encoded, ED25519_HEAD.length, point.length);
    return new X509EncodedKeySpec(encoded);
  }

  /** What the JDK calls the algorithm of this structure; null where no supported key is in it. */
  static @Nullable String algorithm(byte[] encoded) {
    int structure = content(encoded, 0, SEQUENCE);
    int identifier = structure < 0 ? -1 : content(encoded, structure, SEQUENCE);
    int from = identifier < 0 ? -1 : content(encoded, identifier, OBJECT_IDENTIFIER);
    if (from < 0) {
      return null;
    }
    int to = Math.clamp(from + encoded[identifier + 1], from, encoded.length);
    return switch (HexFormat.of().formatHex(encoded, from, to)) {
      case "2a864886f70d010101" -> "RSA";
      case "2a8648ce3d0201" -> "EC";
      case "2b6570" -> "Ed25519";
      default -> null;
    };
  }

  /** Where the content of the DER value at this place begins; negative where it is not this one. */
  private static int content(byte[] der, int at, byte tag) {
    if (at + 1 >= der.length || der[at] != tag) {
      return -1;
    }
    int length = der[at + 1];
    return at + 2 + (length < 0 ? length & 0x7f : 0);
  }
}
