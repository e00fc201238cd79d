package dev.gatehouse.token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a token's whole compact form, in four words. */
record TokenHash(long a, long b, long c, long d) {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** How many octets a hash has. */
  static final int OCTETS = 4 * Long.BYTES;

  /** That of these octets. */
  static TokenHash read(byte[] hash) {
    return new TokenHash(
        (long) LONGS.get(hash, 0),
        (long) LONGS.get(hash, 8),
        (long) LONGS.get(hash, 16),
        (long) LONGS.get(hash, 24));
  }

  /** Written out, as a record's own goes through method handles that are not always inlined. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenHash that
        && a == that.a
        && b == that.b
        && c == that.c
        && d == that.d;
  }

  /** Any part of a hash is one. */
  @Override
  public int hashCode() {
    return (int) a;
  }
}
