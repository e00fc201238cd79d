package dev.gatehouse.edge;

import dev.gatehouse.request.HeaderFields;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the client of a request, believing trusted proxies alone; immutable. */
public final class ClientAddress {

  private final AddressRanges trusted;

  /**
   * @param trusted whose {@code X-Forwarded-For}, {@code -Proto} and {@code -Host} are believed
   */
  public ClientAddress(AddressRanges trusted) {
    this.trusted = trusted;
  }

  /**
   * Finds the client.
   *
   * @param peer the address at the other end of the socket
   * @param scheme the scheme of the socket: {@code https} where it is TLS
   * @param host the request's {@code Host}
   * @param headers the request's header lines, as received
   */
  public Client resolve(InetAddress peer, String scheme, String host, HeaderFields headers) {
    if (!trusted.contains(peer)) {
      return new Client(peer, scheme, host, NetUtil.toAddressString(peer), false);
    }
    var lines = new ForwardedLines();
    headers.forEach(lines);
    String proto = lines.proto == null ? null : lastEntry(lines.proto).toLowerCase(Locale.ROOT);
    boolean schemeKnown = "http".equals(proto) || "https".equals(proto);
    String forwardedHost = lines.host == null ? "" : lastEntry(lines.host);
    String seen = schemeKnown && proto != null ? proto : scheme;
    return walk(
        peer,
        seen,
        HostName.normal(HostName.isValid(forwardedHost) ? forwardedHost : host, seen),
        lines.chain);
  }

  /**
   * What a trusted peer tells of the client in {@code X-Forwarded-For} alone: the right-most
   * address that is not trusted, or the left-most where all are.
   *
   * @return null where it tells nothing, or what is no address
   */
  public @Nullable InetAddress told(HeaderFields headers) {
    var lines = new ForwardedLines();
    headers.forEach(lines);
    String chain = lines.chain == null ? "" : lines.chain;
    byte[] client = null;
    int end = chain.length();
    while (end >= 0 && (client == null || trusted.contains(client))) {
      int comma = chain.lastIndexOf(',', end - 1);
      String entry = chain.substring(comma + 1, end).strip();
      end = comma;
      if (!entry.isEmpty()) {
        client = address(entry);
        if (client == null) {
          return null;
        }
      }
    }
    return client == null ? null : IpAddress.of(client);
  }

  /** From the peer to the left, as long as every hop that vouches for the next is trusted. */
  private Client walk(InetAddress peer, String scheme, String host, @Nullable String chain) {
    byte[] client = IpAddress.octets(peer);
    var path = new StringBuilder(NetUtil.toAddressString(peer));
    int end = chain == null ? -1 : chain.length();
    while (chain != null && end >= 0 && trusted.contains(client)) {
      int comma = chain.lastIndexOf(',', end - 1);
      String entry = chain.substring(comma + 1, end).strip();
      end = comma;
      if (entry.isEmpty()) {
        continue;
      }
      byte[] address = address(entry);
      if (address == null) {
        // what is left of something that is no address was not written by whom we trust
        break;
      }
      client = address;
      path.insert(0, ", ").insert(0, NetUtil.toAddressString(IpAddress.of(address)));
    }
    return new Client(IpAddress.of(client), scheme, host, path.toString(), true);
  }

  /** The address of an entry that may have a port or brackets; null where it has none. */
  private static byte @Nullable [] address(String entry) {
    if (entry.charAt(0) == '[') {
      int close = entry.indexOf(']');
      boolean ends = close == entry.length() - 1 || (close > 0 && isPort(entry, close + 1));
      return ends ? IpAddress.parseIpv6(entry.substring(1, close)) : null;
    }
    int colon = entry.indexOf(':');
    boolean port = colon >= 0 && colon == entry.lastIndexOf(':');
    if (port && !isPort(entry, colon)) {
      return null;
    }
    return IpAddress.parse(port ? entry.substring(0, colon) : entry);
  }

  private static boolean isPort(String entry, int colon) {
    int digits = entry.length() - colon - 1;
    if (entry.charAt(colon) != ':' || digits < 1 || digits > 5) {
      return false;
    }
    for (int i = colon + 1; i < entry.length(); i++) {
      if (entry.charAt(i) < '0' || entry.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** The entry that the peer itself wrote. */
  private static String lastEntry(String list) {
    return list.substring(list.lastIndexOf(',') + 1).strip();
  }

  /** Collects the three headers, of each the lines joined as one list (RFC 9110, section 5.3). */
  private static final class ForwardedLines
      implements java.util.function.BiConsumer<String, String> {

    private @Nullable String chain;
    private @Nullable String proto;
    private @Nullable String host;

    @Override
    public void accept(String name, String value) {
      if (name.equalsIgnoreCase("X-Forwarded-For")) {
        chain = chain == null ? value : chain + ',' + value;
      } else if (name.equalsIgnoreCase("X-Forwarded-Proto")) {
        proto = value;
      } else if (name.equalsIgnoreCase("X-Forwarded-Host")) {
        host = value;
      }
    }
  }
}
