package dev.gatehouse.edge;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Addresses as octets, an IPv4 address always as four: {@code ::ffff:10.0.0.1} is 10.0.0.1. */
final class IpAddress {

  private IpAddress() {}

  /** The octets of a literal; null where it is none. No name is ever looked up. */
  static byte @Nullable [] parse(String literal) {
    // a zone is a matter of the machine that wrote it (RFC 4007, section 11)
    if (literal.isEmpty() || literal.indexOf('%') >= 0 || literal.charAt(0) == '[') {
      return null;
    }
    byte[] octets = NetUtil.createByteArrayFromIpAddressString(literal);
    return octets == null ? null : unmapped(octets);
  }

  /** The octets of an IPv6 literal; null where the text is none. */
  static byte @Nullable [] parseIpv6(String literal) {
    return literal.indexOf(':') < 0 ? null : parse(literal);
  }

  /** The octets of an address. */
  static byte[] octets(InetAddress address) {
    return unmapped(address.getAddress());
  }

  /** The address of these octets. */
  static InetAddress of(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 octets", e);
    }
  }

  private static byte[] unmapped(byte[] octets) {
    if (octets.length != 16) {
      return octets;
    }
    for (int i = 0; i < 12; i++) {
      if (octets[i] != (i < 10 ? 0 : (byte) 0xff)) {
        return octets;
      }
    }
    return new byte[] {octets[12], octets[13], octets[14], octets[15]};
  }
}
