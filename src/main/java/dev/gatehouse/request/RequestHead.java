package dev.gatehouse.request;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as it came, and who it is from.
 *
 * <p>Text that came over the wire is held one character an octet (ISO 8859-1), so that whatever is
 * passed on keeps its bytes.
 */
public interface RequestHead {

  /** The method, case-sensitive (RFC 9110, section 9.1). */
  String method();

  /** {@code http} or {@code https}, as the client sees it. */
  String scheme();

  /** The authority the client asked for: a host, and its port where the client named one. */
  String host();

  /** The path as received, percent-encoded, without the query. */
  String rawPath();

  /** The query as received, without its question mark; null where the target has none. */
  @Nullable String rawQuery();

  /** The header fields as received, in their order. */
  HeaderFields headers();

  /** The client's address: the socket's peer, or what a trusted proxy said of it. */
  InetAddress clientAddress();
}
