package dev.gatehouse.edge;

/**
 * Follows octets and tells whether they are UTF-8 (RFC 3629): no overlong form, no surrogate,
 * nothing above U+10FFFF.
 */
final class Utf8 {

  private int missing;
  private int lowest = 0x80;
  private int highest = 0xbf;

  /** Takes the next octet; false where it can't stand here. */
  boolean next(int octet) {
    if (missing > 0) {
      if (octet < lowest || octet > highest) {
        return false;
      }
      missing--;
      lowest = 0x80;
      highest = 0xbf;
      return true;
    }
    if (octet < 0x80) {
      return true;
    }
    if (octet < 0xc2 || octet > 0xf4) {
      return false;
    }
    missing = octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3;
    lowest = octet == 0xe0 ? 0xa0 : octet == 0xf0 ? 0x90 : 0x80;
    highest = octet == 0xed ? 0x9f : octet == 0xf4 ? 0x8f : 0xbf;
    return true;
  }

  /** Whether no character is left unfinished. */
  boolean isComplete() {
    return missing == 0;
  }
}
