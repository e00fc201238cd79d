package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that does to each request what its script says, octet by octet. */
final class ScriptedUpstream implements AutoCloseable {

  /** What is done to a request. */
  interface Script {
    void serve(Exchange exchange) throws IOException;
  }

  /** A request whose head has been read, and the connection it came by. */
  record Exchange(String head, InputStream in, OutputStream out, Socket socket) {

    Exchange send(String octets) throws IOException {
      out.write(octets.getBytes(ISO_8859_1));
      out.flush();
      return this;
    }

    /** The path, and the query behind it. */
    String target() {
      int begin = head.indexOf(' ') + 1;
      return head.substring(begin, head.indexOf(' ', begin));
    }

    /** The value of the header's line. */
    String header(String name) {
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Waits until the gateway closes. */
    void hang() throws IOException {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private final ServerSocket server;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

  ScriptedUpstream(Script script) {
    this.script = script;
    try {
      server = new ServerSocket(0, 1_000, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** How many connections it has. */
  int connections() {
    return open.size();
  }

  /** How many requests have come. */
  int requests() {
    return requests.get();
  }

  /** The first lines of the requests whose connection has ended. */
  BlockingQueue<String> ended() {
    return ended;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    String last = "none";
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream());
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        last = head.lines().findFirst().orElseThrow();
        requests.incrementAndGet();
        script.serve(new Exchange(head, in, socket.getOutputStream(), socket));
      }
    } catch (IOException e) {
      // the gateway is gone, or the script has closed the connection
    } finally {
      open.remove(socket);
      ended.add(last);
    }
  }

  /** A request's head; "" where the connection has ended. */
  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        return "";
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  /** Upgrades, and sends each frame of the client back to it. */
  static void echo(Exchange exchange) throws IOException {
    exchange.send(WebSocketFrames.switching(exchange.header("Sec-WebSocket-Key")));
    WebSocketFrames.echo(exchange.in(), exchange.out());
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
