package dev.gatehouse.edge;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Names requests, so that a client, the access log and an upstream can talk of the same one. An id
 * is no secret; it only has to be another one every time.
 */
public final class RequestIds {

  /** The header that carries the id, to the upstream and back to the client. */
  public static final String HEADER = "X-Request-Id";

  private static final int LONGEST = 128;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final Supplier<RandomGenerator> random;

  /**
   * @param random the calling thread's source of randomness
   */
  public RequestIds(Supplier<RandomGenerator> random) {
    this.random = random;
  }

  /** A new id: 128 random bits in 32 hexadecimal digits. */
  public String next() {
    RandomGenerator source = random.get();
    var id = new char[32];
    appendHex(id, 0, source.nextLong());
    appendHex(id, 16, source.nextLong());
    return new String(id);
  }

  /**
   * The id that a trusted proxy gave the request, or a new one where it gave none that may be
   * repeated in logs and answers.
   *
   * @param values the values of all {@code X-Request-Id} lines of a request from a trusted proxy
   */
  public String of(List<String> values) {
    if (values.size() != 1) {
      return next();
    }
    String given = values.getFirst();
    return isAcceptable(given) ? given : next();
  }

  private static boolean isAcceptable(String id) {
    if (id.isEmpty() || id.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
      if (!letter && !(c >= '0' && c <= '9') && "-_.~+/=:@".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static void appendHex(char[] id, int start, long bits) {
    for (int i = 0; i < 16; i++) {
      id[start + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
    }
  }
}
