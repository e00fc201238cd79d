package dev.gatehouse.verifier;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The request that a proxy asks about, as far as the proxy tells; what it does not tell is null.
 *
 * @param rawPath the path, percent-encoded
 * @param rawQuery the query without its question mark; null also where there is none
 * @param address the client's
 */
record OriginalRequest(
    @Nullable String method,
    @Nullable String scheme,
    @Nullable String host,
    @Nullable String rawPath,
    @Nullable String rawQuery,
    @Nullable InetAddress address) {

  @Override
  public String toString() {
    return "OriginalRequest";
  }
}
