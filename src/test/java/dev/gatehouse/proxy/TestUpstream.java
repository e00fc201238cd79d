package dev.gatehouse.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that keeps the octets it gets, and answers as it is told. */
final class TestUpstream implements AutoCloseable {

  /** A request as it came, one character an octet. */
  record Seen(String line, List<String> fields) {

    String target() {
      return line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
    }

    /** The names of the fields, in lower case. */
    List<String> names() {
      return fields.stream()
          .map(field -> field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT))
          .toList();
    }

    List<String> headers(String name) {
      return new RawClient.Answer(0, fields, "", true).headers(name);
    }

    String header(String name) {
      return new RawClient.Answer(0, fields, "", true).header(name);
    }
  }

  /** Answers a request whose head has been read; its body has not. */
  @FunctionalInterface
  interface Script {
    void answer(Exchange exchange) throws IOException;
  }

  /** One request being answered. */
  record Exchange(
      String line, List<String> fields, InputStream in, OutputStream out, Socket socket) {

    String readBody() throws IOException {
      var head = new RawClient.Answer(0, fields, "", true);
      var body = new ByteArrayOutputStream();
      String length = head.header("content-length");
      if (head.header("transfer-encoding") != null) {
        for (int size = Integer.parseInt(readLine(in), 16);
            size > 0;
            size = Integer.parseInt(readLine(in), 16)) {
          body.write(in.readNBytes(size));
          readLine(in);
        }
        readLine(in);
      } else if (length != null) {
        body.write(in.readNBytes(Integer.parseInt(length)));
      }
      return body.toString(StandardCharsets.ISO_8859_1);
    }

    void send(String octets) throws IOException {
      out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
  }

  private final ServerSocket server;
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final Semaphore ended = new Semaphore(0);
  private volatile Semaphore room = new Semaphore(Integer.MAX_VALUE);
  private volatile boolean overfull;
  private volatile Script script = TestUpstream::ok;

  TestUpstream() {
    this(0);
  }

  TestUpstream(int port) {
    try {
      server = new ServerSocket(port, 500, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  String uri() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  int port() {
    return server.getLocalPort();
  }

  void answer(Script other) {
    script = other;
  }

  void answer(String octets) {
    script =
        exchange -> {
          exchange.readBody();
          exchange.send(octets);
        };
  }

  /** The next request; waits for it. */
  Seen seen() {
    try {
      Seen next = seen.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no request reached the upstream");
      }
      return next;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean sawNothing() {
    return seen.isEmpty();
  }

  int connections() {
    return connections.get();
  }

  /** Serves so many connections at once; one beyond, when another has ended. */
  void room(int most) {
    room = new Semaphore(most);
  }

  /** Whether there were ever more, and none of them ended. */
  boolean isOverfull() {
    return overfull;
  }

  /** Waits until one more connection has ended. */
  void sawEnd() {
    try {
      if (!ended.tryAcquire(10, TimeUnit.SECONDS)) {
        throw new AssertionError("no connection to the upstream has ended");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void ok(Exchange exchange) throws IOException {
    exchange.readBody();
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    Semaphore places = room;
    boolean placed = false;
    try (socket) {
      placed = places.tryAcquire(5, TimeUnit.SECONDS);
      overfull |= !placed;
      var in = new BufferedInputStream(socket.getInputStream());
      for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
        List<String> fields = new ArrayList<>();
        for (String field = readLine(in); !field.isEmpty(); field = readLine(in)) {
          fields.add(field);
        }
        var exchange = new Exchange(line, fields, in, socket.getOutputStream(), socket);
        seen.add(new Seen(line, fields));
        script.answer(exchange);
      }
    } catch (IOException gone) {
      // that is the client's right
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      sockets.remove(socket);
      ended.release();
      if (placed) {
        places.release();
      }
    }
  }

  static String readLine(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        if (line.isEmpty()) {
          throw new IOException("ended");
        }
        throw new IOException("cut");
      }
      line.append((char) octet);
    }
    return line.toString().strip();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
