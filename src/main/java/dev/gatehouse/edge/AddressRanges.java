package dev.gatehouse.edge;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A set of networks, such as {@code 10.2.0.0/16}; immutable. */
public final class AddressRanges {

  /** Nobody's address. */
  public static final AddressRanges NONE = new AddressRanges(List.of());

  private final List<Range> ranges;

  private AddressRanges(List<Range> ranges) {
    this.ranges = ranges;
  }

  /**
   * The networks that are written so (RFC 4632, section 3.1; RFC 4291, section 2.3); an address
   * alone is a network of one. Bits behind the prefix don't matter.
   *
   * @throws IllegalArgumentException with a sentence that names the text that is no network
   */
  public static AddressRanges of(Collection<String> networks) {
    List<Range> ranges = new ArrayList<>(networks.size());
    for (String network : networks) {
      ranges.add(Range.parse(network));
    }
    return new AddressRanges(List.copyOf(ranges));
  }

  /** Whether one of the networks holds the address. */
  public boolean contains(InetAddress address) {
    return !ranges.isEmpty() && contains(IpAddress.octets(address));
  }

  /**
   * Whether one of the networks holds the address that is written out here.
   *
   * @throws IllegalArgumentException if the text is no address; no name is ever looked up
   */
  public boolean containsLiteral(String address) {
    byte[] octets = IpAddress.parse(address);
    if (octets == null) {
      throw new IllegalArgumentException("not an address");
    }
    return contains(octets);
  }

  boolean contains(byte[] octets) {
    for (int i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).contains(octets)) {
        return true;
      }
    }
    return false;
  }

  private static final class Range {

    private final byte[] network;
    private final int bits;

    private Range(byte[] network, int bits) {
      this.network = network;
      this.bits = bits;
    }

    static Range parse(String text) {
      int slash = text.indexOf('/');
      String literal = slash < 0 ? text : text.substring(0, slash);
      byte[] network = IpAddress.parse(literal);
      if (network == null) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is not a network such as 10.2.0.0/16 or 2001:db8::/32");
      }
      int written = literal.indexOf(':') >= 0 ? 128 : 32;
      int mapped = written - network.length * 8;
      int bits = slash < 0 ? written : prefix(text, slash + 1, written);
      if (bits < mapped) {
        throw new IllegalArgumentException("\"" + text + "\" mixes IPv4 and IPv6");
      }
      return new Range(network, bits - mapped);
    }

    private static int prefix(String text, int start, int most) {
      int bits = 0;
      for (int i = start; i < text.length(); i++) {
        char c = text.charAt(i);
        bits = c >= '0' && c <= '9' && i < start + 3 ? bits * 10 + c - '0' : most + 1;
      }
      if (start == text.length() || bits > most) {
        throw new IllegalArgumentException(
            "\"" + text + "\" needs a prefix length between 0 and " + most);
      }
      return bits;
    }

    boolean contains(byte[] octets) {
      if (octets.length != network.length) {
        return false;
      }
      int whole = bits >> 3;
      for (int i = 0; i < whole; i++) {
        if (octets[i] != network[i]) {
          return false;
        }
      }
      int rest = bits & 7;
      return rest == 0 || ((octets[whole] ^ network[whole]) & 0xff00 >> rest & 0xff) == 0;
    }
  }
}
