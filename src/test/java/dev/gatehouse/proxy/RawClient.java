package dev.gatehouse.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client that sends the octets it is given, one character an octet. */
public final class RawClient implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;

  public RawClient(int port) {
    this(connected(port));
  }

  /** Speaks on a connection on which nothing has been said. */
  RawClient(Socket socket) {
    this.socket = socket;
    try {
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket connected(int port) {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A response, its body unchunked. */
  public record Answer(int status, List<String> fields, String body, boolean whole) {

    public String header(String name) {
      List<String> values = headers(name);
      return values.isEmpty() ? null : String.join("|", values);
    }

    public List<String> headers(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return fields.stream()
          .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(field -> field.substring(prefix.length()).strip())
          .toList();
    }
  }

  public RawClient send(String octets) {
    return send(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] octets) {
    try {
      socket.getOutputStream().write(octets);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public Answer get(String target, String... fields) {
    return send(head("GET", target, fields)).receive();
  }

  public static String head(String method, String target, String... fields) {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: gw.test\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  public Answer receive() {
    return receive(false);
  }

  /** Reads a response; to HEAD, one without a body. */
  public Answer receive(boolean toHead) {
    try {
      String status = line();
      List<String> fields = new ArrayList<>();
      for (String field = line(); !field.isEmpty(); field = line()) {
        fields.add(field);
      }
      int code = Integer.parseInt(status.substring(9, 12));
      var body = new ByteArrayOutputStream();
      boolean whole = toHead || code == 204 || code == 304 || body(fields, body);
      return new Answer(code, fields, body.toString(StandardCharsets.ISO_8859_1), whole);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The head alone. */
  Answer receiveHead() {
    return receive(true);
  }

  private boolean body(List<String> fields, ByteArrayOutputStream body) throws IOException {
    var head = new Answer(0, fields, "", true);
    try {
      if (head.header("transfer-encoding") != null) {
        for (int size = chunk(); size > 0; size = chunk()) {
          read(size, body);
          line();
        }
        return line().isEmpty();
      }
      String length = head.header("content-length");
      if (length != null) {
        read(Integer.parseInt(length), body);
        return true;
      }
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        body.write(octet);
      }
      return true;
    } catch (IOException cut) {
      return false;
    }
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private void read(int length, ByteArrayOutputStream body) throws IOException {
    for (int i = 0; i < length; i++) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("the body was cut");
      }
      body.write(octet);
    }
  }

  String line() throws IOException {
    var line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("the connection ended after '" + line + "'");
      }
      line.append((char) octet);
    }
    return line.toString().strip();
  }

  /** Whether the connection has ended, and nothing came before. */
  public boolean isEnded() {
    try {
      return in.read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  InputStream in() {
    return in;
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
