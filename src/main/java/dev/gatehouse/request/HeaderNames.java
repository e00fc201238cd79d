package dev.gatehouse.request;

import java.util.Arrays;
import java.util.Collection;

/**
 * A set of header names in which {@code X-User-Id}, {@code x_user_id} and {@code X.User.Id} are
 * one: servers behind Gatehouse (CGI, WSGI, PHP) read them as one, so whoever guards the one must
 * guard all. Immutable; asking allocates nothing.
 */
public final class HeaderNames {

  private final String[] table;
  private final int size;

  /** A bit for each length that a name has, by which most others are told without a look. */
  private final long lengths;

  private HeaderNames(Collection<String> names) {
    var slots = new String[Integer.highestOneBit(Math.max(4, names.size() * 4 - 1)) << 1];
    int count = 0;
    long bits = 0;
    for (String name : names) {
      bits |= 1L << name.length();
      int slot = slot(name, slots.length);
      while (slots[slot] != null && !same(slots[slot], name)) {
        slot = slot + 1 & slots.length - 1;
      }
      if (slots[slot] == null) {
        count++;
        slots[slot] = canonical(name);
      }
    }
    this.table = slots;
    this.size = count;
    this.lengths = bits;
  }

  /** The set of these names. */
  public static HeaderNames of(Collection<String> names) {
    return new HeaderNames(names);
  }

  /** Whether the set holds the name in any of its spellings. */
  public boolean contains(CharSequence name) {
    if ((lengths & (1L << name.length())) == 0) {
      return false;
    }
    int slot = slot(name, table.length);
    while (table[slot] != null) {
      if (same(table[slot], name)) {
        return true;
      }
      slot = slot + 1 & table.length - 1;
    }
    return false;
  }

  /** Whether the set is empty. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** The names in their canonical spelling, sorted. */
  public Collection<String> canonicalNames() {
    return Arrays.stream(table).filter(name -> name != null).sorted().toList();
  }

  /** The name in lower case, with {@code _} and {@code .} as {@code -}. */
  public static String canonical(CharSequence name) {
    var folded = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      folded.append(fold(name.charAt(i)));
    }
    return folded.toString();
  }

  /** Whether two names are spellings of one. */
  public static boolean same(CharSequence one, CharSequence other) {
    int length = one.length();
    if (length != other.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (fold(one.charAt(i)) != fold(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static int slot(CharSequence name, int slots) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = 31 * hash + fold(name.charAt(i));
    }
    return (hash ^ hash >>> 16) & slots - 1;
  }

  private static char fold(char c) {
    if (c >= 'A' && c <= 'Z') {
      return (char) (c + 32);
    }
    return c == '_' || c == '.' ? '-' : c;
  }
}
