package dev.gatehouse.token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a token's whole compact form, in four words. */
record TokenHash(long a, long b, long c, long d) {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** A digest for {@link #of}, for one thread at a time. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A character that is no octet becomes one that stands in no token, never another's octet. */
  static TokenHash of(RawToken token, MessageDigest digest) {
    byte[] hash = digest.digest(token.compact().getBytes(StandardCharsets.ISO_8859_1));
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
