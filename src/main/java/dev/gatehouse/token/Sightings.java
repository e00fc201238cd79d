package dev.gatehouse.token;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which tokens came lately, in a table of fixed size: a part of a token's hash, in the row that
 * another part says, until as many others came to the row as it has places. Two that are alike in
 * both parts are one, which happens once in four thousand million times. Thread-safe, never blocks.
 */
final class Sightings {

  private static final int LEAST = 1 << 10;
  private static final int MOST = 1 << 20;

  /** Places of a row: in one of a single place, two tokens would make each other forgotten. */
  private static final int ROW = 4;

  private final AtomicIntegerArray places;

  /**
   * None came yet.
   *
   * @param tokens about how many it is to know, at four octets each
   */
  Sightings(long tokens) {
    int places = Math.clamp(tokens, LEAST, MOST);
    this.places = new AtomicIntegerArray(Integer.highestOneBit(places));
  }

  /** Notes that a token has come; whether it had before. */
  boolean again(TokenHash token) {
    int row = (int) token.b() & (places.length() - ROW);
    int mark = (int) token.c();
    for (int i = row; i < row + ROW; i++) {
      if (places.getOpaque(i) == mark) {
        return true;
      }
    }
    for (int i = row + ROW - 1; i > row; i--) {
      places.setOpaque(i, places.getOpaque(i - 1));
    }
    places.setOpaque(row, mark);
    return false;
  }
}
