package dev.gatehouse.edge;

import java.net.InetAddress;

/**
 * Who sent a request and how, as far as it can be believed (contract, section 8).
 *
 * @param address the socket's peer, or the right-most address in front of the trusted proxies
 * @param scheme {@code http} or {@code https}, as the client sees it
 * @param host the authority the client asked for
 * @param path the client's address and those of the trusted proxies behind it, in the form of
 *     {@code X-Forwarded-For}
 * @param byTrustedProxy whether the socket's peer is a trusted proxy
 */
public record Client(
    InetAddress address, String scheme, String host, String path, boolean byTrustedProxy) {}
