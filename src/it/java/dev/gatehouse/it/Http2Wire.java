package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One HTTP/2 connection of a client that decides about every frame it sends (RFC 9113). */
public final class Http2Wire implements AutoCloseable {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  public static final int NO_ERROR = 0;
  public static final int PROTOCOL_ERROR = 1;
  public static final int CANCEL = 8;
  public static final int ENHANCE_YOUR_CALM = 11;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int PATIENCE = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder();

  private Http2Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    socket.setSoTimeout(PATIENCE);
  }

  /** A frame as it came. */
  public record Frame(int type, int flags, int stream, ByteBuffer payload) {

    boolean ends() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    int error() {
      return payload.getInt(type == GOAWAY ? 4 : 0);
    }
  }

  /**
   * What came of a request.
   *
   * @param status 0 where there was no answer
   * @param reset the error that the stream was reset with; -1 where it ended well
   */
  public record Answer(int status, List<Field> fields, String body, int reset) {

    /** The value of the field; empty where there is none. */
    public String header(String name) {
      return fields.stream()
          .filter(field -> field.name().equals(name))
          .map(Field::value)
          .findFirst()
          .orElse("");
    }
  }

  /** Connects without TLS and says that it speaks HTTP/2. */
  public static Http2Wire to(int port) {
    try {
      var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
      socket.setTcpNoDelay(true);
      return secured(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says on this connection, whose handshake is over, that it speaks HTTP/2. */
  public static Http2Wire secured(Socket socket) throws IOException {
    return new Http2Wire(socket).write(PREFACE.getBytes(ISO_8859_1)).frame(SETTINGS, 0, 0);
  }

  /** Writes octets; a peer that has closed already is for the reader to notice. */
  public Http2Wire write(byte... octets) {
    try {
      socket.getOutputStream().write(octets);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // what comes, or does not, tells more than the failure to write
    }
    return this;
  }

  /** Writes a frame whatever it is. */
  public Http2Wire frame(int type, int flags, int stream, byte... payload) {
    return write(octets(type, flags, stream, payload));
  }

  /** The octets of a frame. */
  public static byte[] octets(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** Begins a request with these fields; names and values take turns. */
  public Http2Wire headers(int stream, boolean end, String... fields) {
    return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
  }

  /** A whole GET with these fields behind the usual ones. */
  public Http2Wire get(int stream, String path, String... fields) {
    List<String> all = new ArrayList<>(List.of(":method", "GET", ":scheme", "http"));
    all.addAll(List.of(":authority", "gw.test", ":path", path));
    all.addAll(List.of(fields));
    return headers(stream, true, all.toArray(String[]::new));
  }

  /** A header block in which nothing is compressed (RFC 7541, section 6.2.2). */
  public static byte[] block(String... fields) {
    var block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i++) {
      if (i % 2 == 0) {
        block.write(0);
      }
      text(block, fields[i].getBytes(ISO_8859_1));
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, byte[] octets) {
    int left = octets.length;
    if (left < 127) {
      block.write(left);
    } else {
      block.write(127);
      left -= 127;
      while (left >= 128) {
        block.write(left % 128 + 128);
        left /= 128;
      }
      block.write(left);
    }
    block.writeBytes(octets);
  }

  /** The next frame. */
  public Frame next() throws IOException {
    int word = in.readInt();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = in.readNBytes(word >>> 8);
    if (payload.length < word >>> 8) {
      throw new EOFException("a frame is cut off");
    }
    return new Frame(word & 0xff, flags, stream, ByteBuffer.wrap(payload));
  }

  /** Reads until the answer on the stream is whole or reset; other frames are skipped. */
  public Answer answer(int stream) {
    int status = 0;
    List<Field> fields = new ArrayList<>();
    var body = new ByteArrayOutputStream();
    try {
      while (true) {
        Frame frame = next();
        if (frame.type() == HEADERS) {
          var decoded = headers.decodeHeaders(stream, Unpooled.wrappedBuffer(frame.payload()));
          if (frame.stream() == stream) {
            status = decoded.status() == null ? status : Integer.parseInt("" + decoded.status());
            decoded.forEach(
                field -> fields.add(new Field("" + field.getKey(), "" + field.getValue())));
          }
        } else if (frame.stream() == stream && frame.type() == DATA) {
          body.writeBytes(frame.payload().array());
        } else if (frame.stream() == stream && frame.type() == RST_STREAM) {
          return new Answer(status, fields, body.toString(ISO_8859_1), frame.error());
        }
        if (frame.stream() == stream && frame.ends()) {
          return new Answer(status, fields, body.toString(ISO_8859_1), -1);
        }
      }
    } catch (IOException | Http2Exception e) {
      throw new AssertionError("no answer on stream " + stream + ": " + e, e);
    }
  }

  /** Reads until the stream is reset, and gives the error; -1 where the connection ends before. */
  public int reset(int stream) {
    return error(RST_STREAM, stream);
  }

  /** Reads until the server says goodbye, and gives the error; -1 where it closes without. */
  public int goAway() {
    return error(GOAWAY, 0);
  }

  /** Reads until a ping is answered: the server has read what was sent before it. */
  public void awaitPong() {
    try {
      Frame frame = next();
      while (frame.type() != PING) {
        frame = next();
      }
    } catch (IOException e) {
      throw new AssertionError("no pong: " + e, e);
    }
  }

  private int error(int type, int stream) {
    try {
      while (true) {
        Frame frame = next();
        if (frame.type() == type && frame.stream() == stream) {
          return frame.error();
        }
      }
    } catch (IOException e) {
      return -1;
    }
  }

  /** Reads until the server closes; false where it does not. */
  public boolean closes() {
    try {
      while (true) {
        next();
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
