package dev.gatehouse.request;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a request that a decision may rest on, as the client sent them.
 *
 * <p>A door that does not get a fact throws {@link UnknownFact} for it: a rule that reads it then
 * refuses.
 *
 * <p>Text that came over the wire is held one character an octet (ISO 8859-1), so that whatever is
 * passed on keeps its bytes.
 */
public interface RequestFacts {

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

  /**
   * The header fields that go on to an upstream, tokens among them: without identity headers, what
   * is for this hop alone, and what nobody is believed to say about forwarding.
   */
  HeaderFields crossingHeaders();

  /** The client's address: the socket's peer, or what a trusted proxy said of it. */
  InetAddress clientAddress();
}
