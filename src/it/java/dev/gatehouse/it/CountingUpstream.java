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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An upstream that answers 200 with what arrived and remembers all of it. A request whose target
 * holds {@code hang} is answered only after {@link #release}. On a WebSocket it sends each frame
 * back.
 */
final class CountingUpstream implements AutoCloseable {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch released = new CountDownLatch(1);
  // thousands under load: a list that copies itself for each would be the load
  private final List<SeenRequest> seen = Collections.synchronizedList(new ArrayList<>());
  private final List<String> bad = new CopyOnWriteArrayList<>();
  private final List<String> aborted = new CopyOnWriteArrayList<>();

  private CountingUpstream(ServerSocket server) {
    this.server = server;
  }

  static CountingUpstream start() {
    try {
      return on(new ServerSocket(0, 1_000, InetAddress.ofLiteral("127.0.0.1")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Serves the connections to this socket, which may speak TLS. */
  static CountingUpstream on(ServerSocket server) {
    var upstream = new CountingUpstream(server);
    upstream.threads.execute(upstream::accept);
    return upstream;
  }

  int port() {
    return server.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** How many requests have arrived whole. */
  int count() {
    return seen.size();
  }

  List<SeenRequest> seen() {
    return List.copyOf(seen);
  }

  /** What arrived and was no request. */
  List<String> bad() {
    return List.copyOf(bad);
  }

  /** Requests that the gateway began and did not end. */
  List<String> aborted() {
    return List.copyOf(aborted);
  }

  /** Lets the held requests, and all to come, be answered. */
  void release() {
    released.countDown();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    // noted before the peer can see the connection close
    try (socket) {
      try {
        exchange(socket);
      } catch (UpstreamParser.BadRequest e) {
        bad.add(e.getMessage());
      } catch (UpstreamParser.Aborted e) {
        aborted.add(e.getMessage());
      }
    } catch (IOException e) {
      // the gateway dropped the connection: nothing arrived that was not counted
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private void exchange(Socket socket) throws IOException, InterruptedException {
    socket.setTcpNoDelay(true);
    var in = new BufferedInputStream(socket.getInputStream());
    var parser = new UpstreamParser(in);
    for (SeenRequest request = parser.next(); request != null; request = parser.next()) {
      seen.add(request);
      if (request.target().contains("hang")) {
        released.await();
      }
      if (request.headers("Upgrade").equals(List.of("websocket"))) {
        talk(in, socket.getOutputStream(), request);
        return;
      }
      answer(socket.getOutputStream(), request);
    }
  }

  private static void talk(InputStream in, OutputStream out, SeenRequest handshake)
      throws IOException {
    String key = String.join(",", handshake.headers("Sec-WebSocket-Key"));
    out.write(WebSocketFrames.switching(key).getBytes(ISO_8859_1));
    out.flush();
    WebSocketFrames.echo(in, out);
  }

  private static void answer(OutputStream out, SeenRequest request) throws IOException {
    Map<String, Object> echo = new LinkedHashMap<>();
    echo.put("upstream_echo", true);
    echo.put("method", request.method());
    echo.put("target", request.target());
    echo.put("rawHeaders", flat(request.fields()));
    echo.put("rawTrailers", flat(request.trailers()));
    echo.put("body_len", request.body().length());
    echo.put("body", request.body());
    byte[] body = JSON.writeValueAsBytes(echo);
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    out.write(head.getBytes(ISO_8859_1));
    if (!request.method().equals("HEAD")) {
      out.write(body);
    }
    out.flush();
  }

  private static List<String> flat(List<Field> fields) {
    List<String> flat = new ArrayList<>();
    for (Field field : fields) {
      flat.add(field.name());
      flat.add(field.value());
    }
    return flat;
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
    threads.shutdownNow();
    threads.close();
  }
}
