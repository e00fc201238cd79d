package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/** WebSockets octet by octet (RFC 6455), for both ends. */
public final class WebSocketFrames {

  public static final int TEXT = 0x1;
  static final int BINARY = 0x2;

  /** The key that the RFC's example has, and what a server answers to it. */
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private static final int LAST = 0x80;
  private static final int MASKED = 0x80;
  private static final int MASK = 0x5a17c3e9;

  private WebSocketFrames() {}

  /** A whole message, as a client has to send it. */
  public static byte[] byClient(int type, byte[] message) {
    byte[] octets = message.clone();
    unmask(octets, MASK);
    byte[] head = head(LAST | type, MASKED, octets.length);
    return ByteBuffer.allocate(head.length + 4 + octets.length)
        .put(head)
        .putInt(MASK)
        .put(octets)
        .array();
  }

  /** A whole message, as a server has to send it. */
  public static byte[] byServer(int type, byte[] message) {
    byte[] head = head(LAST | type, 0, message.length);
    return ByteBuffer.allocate(head.length + message.length).put(head).put(message).array();
  }

  private static byte[] head(int first, int masked, int length) {
    var head = ByteBuffer.allocate(10).put((byte) first);
    if (length < 126) {
      head.put((byte) (masked | length));
    } else if (length <= 0xffff) {
      head.put((byte) (masked | 126)).putShort((short) length);
    } else {
      head.put((byte) (masked | 127)).putLong(length);
    }
    return Arrays.copyOf(head.array(), head.position());
  }

  /** What a server answers to a handshake with this key. */
  static String switching(String key) {
    return "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Accept: %s\r\n\r\n".formatted(accept(key));
  }

  /** What a server makes of a client's key. */
  public static String accept(String key) {
    try {
      byte[] octets = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1);
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(octets);
      return Base64.getEncoder().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends each frame of the client back to it, until it closes. */
  public static void echo(InputStream from, OutputStream out) throws IOException {
    var in = new DataInputStream(from);
    for (int first = in.read(); first >= 0; first = in.read()) {
      byte[] octets = new byte[length(in)];
      int mask = in.readInt();
      in.readFully(octets);
      unmask(octets, mask);
      out.write(head(first, 0, octets.length));
      out.write(octets);
      out.flush();
    }
  }

  private static int length(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte() - MASKED;
    if (length < 0) {
      throw new IOException("a frame of a client without a mask");
    }
    return switch (length) {
      case 126 -> in.readUnsignedShort();
      case 127 -> Math.toIntExact(in.readLong());
      default -> length;
    };
  }

  private static void unmask(byte[] octets, int mask) {
    for (int i = 0; i < octets.length; i++) {
      octets[i] ^= (byte) (mask >>> (24 - 8 * (i % 4)));
    }
  }
}
