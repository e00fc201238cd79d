package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** An issuer's key set that counts its fetches and fails on demand in every way known. */
final class FaultyIssuer implements AutoCloseable {

  private static final int HUGE = 50 << 20;
  private static final Duration DRIP = Duration.ofMillis(40);

  /** What is wrong with it. */
  enum Fault {
    NONE,
    /** Nobody listens. */
    DOWN,
    /** The request is taken, and answered only when it is mended. */
    STALLS,
    RESETS,
    /** The right answer, too slowly, so that no octet is long in coming. */
    DRIPS,
    /** The right answer but for its end. */
    CUTS_SHORT,
    ERROR,
    HTML,
    EMPTY_SET,
    /** The right answer behind 50 MB of white space. */
    HUGE,
    /** To an origin that would have an answer. */
    REDIRECTS
  }

  private final int port;
  private final String elsewhere;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Long> fetches = new CopyOnWriteArrayList<>();
  private volatile ServerSocket server;
  private volatile String jwks;
  private volatile Fault fault = Fault.NONE;
  private volatile long lastGood;

  private FaultyIssuer(String elsewhere, String jwks) throws IOException {
    this.elsewhere = elsewhere;
    this.jwks = jwks;
    this.server = listen(0);
    this.port = server.getLocalPort();
  }

  /** Nothing is wrong with it yet. */
  static FaultyIssuer publishing(TestKey... keys) {
    return redirectingTo("http://elsewhere.test/", keys);
  }

  /**
   * Nothing is wrong with it yet.
   *
   * @param elsewhere where it redirects to when that is its fault
   */
  static FaultyIssuer redirectingTo(String elsewhere, TestKey... keys) {
    try {
      return new FaultyIssuer(elsewhere, TestKey.jwks(keys));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String jwksUrl() {
    return "http://127.0.0.1:" + port + "/jwks";
  }

  /** When each fetch arrived, by {@link System#nanoTime}. */
  List<Long> fetches() {
    return List.copyOf(fetches);
  }

  /** When the last good answer was sent, by {@link System#nanoTime}. */
  long lastGood() {
    return lastGood;
  }

  /** From now on these keys are the set. */
  FaultyIssuer publish(TestKey... keys) {
    jwks = TestKey.jwks(keys);
    return this;
  }

  /** From now on this is wrong with it, and nothing else. */
  FaultyIssuer becomes(Fault wrong) {
    Fault before = fault;
    fault = wrong;
    try {
      if (wrong == Fault.DOWN) {
        server.close();
      } else if (before == Fault.DOWN) {
        server = listen(port);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private ServerSocket listen(int at) throws IOException {
    var listening = new ServerSocket(at, 200, InetAddress.ofLiteral("127.0.0.1"));
    threads.execute(() -> accept(listening));
    return listening;
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      String line = in.readLine();
      while (line != null && !line.isEmpty()) {
        line = in.readLine();
      }
      if (line != null) {
        fetches.add(System.nanoTime());
        answer(socket);
      }
    } catch (IOException e) {
      // the gateway does not wait for ever, nor read for ever
    }
  }

  private void answer(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    switch (fault) {
      case NONE, DOWN -> good(out);
      case STALLS -> {
        while (fault == Fault.STALLS) {
          LockSupport.parkNanos(DRIP.toNanos());
        }
        good(out);
      }
      case RESETS -> socket.setSoLinger(true, 0);
      case DRIPS -> {
        for (byte octet : text("200 OK", jwks).getBytes(ISO_8859_1)) {
          out.write(octet);
          out.flush();
          LockSupport.parkNanos(DRIP.toNanos());
        }
      }
      case CUTS_SHORT -> {
        String whole = text("200 OK", jwks);
        write(out, whole.substring(0, whole.length() - 2));
      }
      case ERROR -> write(out, text("500 Oops", jwks));
      case HTML -> write(out, text("200 OK", "<html><body>Please sign in</body></html>"));
      case EMPTY_SET -> write(out, text("200 OK", "{\"keys\":[]}"));
      case HUGE -> huge(out);
      case REDIRECTS -> write(out, text("302 Found\r\nLocation: " + elsewhere, ""));
    }
  }

  private void good(OutputStream out) throws IOException {
    lastGood = System.nanoTime();
    write(out, text("200 OK", jwks));
  }

  private void huge(OutputStream out) throws IOException {
    write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + (HUGE + jwks.length()) + "\r\n\r\n");
    var spaces = new byte[64 << 10];
    Arrays.fill(spaces, (byte) ' ');
    for (int sent = 0; sent < HUGE; sent += spaces.length) {
      out.write(spaces);
    }
    write(out, jwks);
  }

  private static String text(String status, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  @Override
  public void close() {
    fault = Fault.NONE;
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
    threads.close();
  }
}
