package dev.gatehouse.token;

import dev.gatehouse.request.HeaderField;

/**
 * A token and the source it was found through.
 *
 * @param place where it stands; two sources that read one place share it
 * @param source the source's number among those compiled together
 */
record FoundToken(Place place, int source, RawToken token) {

  /** The very place of a token. */
  sealed interface Place {

    /** A whole header line, counted from 0: two lines may read the same. */
    record Line(int number, HeaderField line) implements Place {}

    /** A parameter of the query, from {@code start} to {@code end} without its separators. */
    record Parameter(int start, int end) implements Place {}

    /** A pair of a cookie line, from {@code start} to {@code end} without its separators. */
    record Pair(int number, HeaderField line, int start, int end) implements Place {}
  }
}
