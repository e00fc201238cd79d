package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One TCP connection of a client that decides about every octet it sends. */
final class Wire implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Socket socket;
  private final InputStream in;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Speaks on this connection, on which nothing has been said. */
  static Wire over(Socket socket) throws IOException {
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return new Wire(socket);
  }

  /** Connects to a port of this machine from 127.0.0.1. */
  static Wire to(int port) {
    return to(port, "127.0.0.1");
  }

  /** Connects to a port of this machine from this address of the loopback network. */
  static Wire to(int port, String from) {
    try {
      var socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 5_000);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      return new Wire(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends one request on a connection of its own and reads its answer. */
  static Response exchange(int port, Request request) {
    return exchange(port, "127.0.0.1", request);
  }

  static Response exchange(int port, String from, Request request) {
    try (var wire = to(port, from)) {
      wire.write(request.bytes());
      return wire.read(request.method());
    }
  }

  /** Writes octets; a peer that has closed already is for the reader to notice. */
  Wire write(byte[] octets) {
    try {
      socket.getOutputStream().write(octets);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // the answer, or its absence, tells more than the failure to write
    }
    return this;
  }

  Wire write(String octets) {
    return write(octets.getBytes(ISO_8859_1));
  }

  /** Reads the final answer to a request of this method. */
  Response read(String method) {
    try {
      Response head = readHead();
      while (head.status() >= 100 && head.status() < 200 && head.status() != 101) {
        head = readHead();
      }
      String body = new String(readBody(method, head), ISO_8859_1);
      return new Response(head.status(), head.fields(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what has to come next. */
  byte[] read(int count) {
    try {
      return readExactly(count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the peer closes the connection, without a further octet, within this time. */
  boolean closedWithin(Duration time) {
    try {
      socket.setSoTimeout((int) time.toMillis());
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** All that comes until the peer closes, is silent for so long, or the whole time is over. */
  Heard listen(Duration silence, Duration whole) {
    long end = System.nanoTime() + whole.toNanos();
    var heard = new ByteArrayOutputStream();
    var buffer = new byte[8192];
    try {
      while (true) {
        long left = (end - System.nanoTime()) / 1_000_000;
        long wait = heard.size() == 0 ? left : Math.min(left, silence.toMillis());
        if (wait <= 0) {
          return new Heard(heard.toString(ISO_8859_1), false);
        }
        socket.setSoTimeout((int) wait);
        int count = in.read(buffer);
        if (count < 0) {
          return new Heard(heard.toString(ISO_8859_1), true);
        }
        heard.write(buffer, 0, count);
      }
    } catch (SocketTimeoutException e) {
      return new Heard(heard.toString(ISO_8859_1), false);
    } catch (IOException e) {
      return new Heard(heard.toString(ISO_8859_1), true);
    }
  }

  /** Reads until this has come; false: the peer closed, or was silent, before. */
  boolean await(String text) {
    var heard = new StringBuilder();
    try {
      while (heard.indexOf(text) < 0) {
        int octet = in.read();
        if (octet < 0) {
          return false;
        }
        heard.append((char) octet);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What came, and whether the peer closed. */
  record Heard(String text, boolean closed) {}

  private Response readHead() throws IOException {
    String start = readLine();
    if (!start.startsWith("HTTP/1.")) {
      throw new IOException("not an HTTP/1 answer: " + start);
    }
    List<Field> fields = new ArrayList<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      fields.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new Response(Integer.parseInt(start.substring(9, 12)), fields, "");
  }

  private byte[] readBody(String method, Response head) throws IOException {
    int status = head.status();
    if (method.equals("HEAD") || status == 101 || status == 204 || status == 304) {
      return new byte[0];
    }
    if (head.header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
      return readChunks();
    }
    String length = head.header("Content-Length");
    if (length.isEmpty()) {
      return in.readAllBytes();
    }
    return readExactly(Integer.parseInt(length));
  }

  private byte[] readChunks() throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(readLine().strip(), 16);
      if (size == 0) {
        String trailer = readLine();
        while (!trailer.isEmpty()) {
          trailer = readLine();
        }
        return body.toByteArray();
      }
      body.writeBytes(readExactly(size));
      readLine();
    }
  }

  private byte[] readExactly(int count) throws IOException {
    byte[] octets = in.readNBytes(count);
    if (octets.length < count) {
      throw new EOFException("the answer ends after " + octets.length + " of " + count);
    }
    return octets;
  }

  private String readLine() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("closed after: " + line.toString(ISO_8859_1));
      }
      if (octet == '\n') {
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(octet);
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
