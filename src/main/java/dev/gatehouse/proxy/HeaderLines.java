package dev.gatehouse.proxy;

import dev.gatehouse.request.HeaderFields;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of a request on its way through: those of one name stand together, where the
 * first of them stood and spelled as it was. Changes put lines where Spring's headers would, so
 * that either lane sends the same octets.
 */
final class HeaderLines implements HeaderFields {

  private static final int USUAL = 24;

  private String[] names = new String[USUAL];
  private String[] values = new String[USUAL];
  private int[] hashes = new int[USUAL];
  private int size;

  /** Adds a line behind those of its name, else at the end. */
  void add(String name, String value) {
    int hash = AsciiString.hashCode(name);
    int last = size - 1;
    while (last >= 0 && !is(last, name, hash)) {
      last--;
    }
    if (last < 0) {
      insert(size, name, value, hash);
    } else {
      insert(last + 1, names[last], value, hash);
    }
  }

  /** Puts one line in the place of all of its name, else at the end. */
  void set(String name, String value) {
    int first = first(name);
    if (first >= 0 && names[first].equals(name)) {
      values[first] = value;
      while (first + 1 < size && is(first + 1, name, hashes[first])) {
        removeAt(first + 1);
      }
    } else {
      remove(name);
      insert(size, name, value, AsciiString.hashCode(name));
    }
  }

  /** Removes all lines of the name. */
  void remove(String name) {
    int hash = AsciiString.hashCode(name);
    for (int i = size - 1; i >= 0; i--) {
      if (is(i, name, hash)) {
        removeAt(i);
      }
    }
  }

  /** Makes the edits; a line keeps its place. */
  void edit(List<HeaderEdit> edits) {
    for (HeaderEdit edit : edits) {
      String name = edit.line().name();
      int hash = AsciiString.hashCode(name);
      for (int i = size - 1; i >= 0; i--) {
        if (is(i, name, hash) && values[i].equals(edit.line().value())) {
          String replacement = edit.replacement();
          if (replacement == null) {
            removeAt(i);
          } else {
            values[i] = replacement;
          }
        }
      }
    }
  }

  /** The value of the name's first line; null where there is none. */
  @Nullable String get(String name) {
    int first = first(name);
    return first < 0 ? null : values[first];
  }

  /** The values of all lines of the name. */
  List<String> all(String name) {
    int first = first(name);
    if (first < 0) {
      return List.of();
    }
    List<String> all = new ArrayList<>(2);
    for (int i = first; i < size && is(i, name, hashes[first]); i++) {
      all.add(values[i]);
    }
    return all;
  }

  boolean contains(String name) {
    return first(name) >= 0;
  }

  @Override
  public void forEach(BiConsumer<String, String> consumer) {
    for (int i = 0; i < size; i++) {
      consumer.accept(names[i], values[i]);
    }
  }

  /** A copy in Netty's form. The lines have been read off the wire, so they are ones. */
  HttpHeaders copy() {
    HttpHeaders copy =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    forEach(copy::add);
    return copy;
  }

  private int first(String name) {
    int hash = AsciiString.hashCode(name);
    for (int i = 0; i < size; i++) {
      if (is(i, name, hash)) {
        return i;
      }
    }
    return -1;
  }

  private boolean is(int line, String name, int hash) {
    return hashes[line] == hash && names[line].equalsIgnoreCase(name);
  }

  private void insert(int at, String name, String value, int hash) {
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      values = Arrays.copyOf(values, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    shift(at, at + 1);
    names[at] = name;
    values[at] = value;
    hashes[at] = hash;
    size++;
  }

  private void removeAt(int line) {
    shift(line + 1, line);
    size--;
  }

  private void shift(int from, int to) {
    if (from < size) {
      System.arraycopy(names, from, names, to, size - from);
      System.arraycopy(values, from, values, to, size - from);
      System.arraycopy(hashes, from, hashes, to, size - from);
    }
  }

  @Override
  public String toString() {
    return "HeaderLines[" + size + "]";
  }
}
