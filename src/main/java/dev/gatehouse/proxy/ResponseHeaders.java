package dev.gatehouse.proxy;

import dev.gatehouse.edge.RequestIds;
import dev.gatehouse.request.HeaderNames;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.function.BiConsumer;
import reactor.netty.http.server.HttpServerResponse;

/** The header fields of an upstream's response that a client gets. */
final class ResponseHeaders {

  /** What of a response is for the upstream's connection, not the client's (RFC 9110, 7.6.1). */
  private static final HeaderNames HOP_BY_HOP =
      HeaderNames.of(
          List.of(
              "Connection",
              "Proxy-Connection",
              "Keep-Alive",
              "TE",
              "Trailer",
              "Transfer-Encoding",
              "Upgrade",
              "Proxy-Authenticate",
              "Proxy-Authentication-Info",
              RequestIds.HEADER));

  /** What {@code Connection} may not take from a response, as the client could not read it then. */
  private static final HeaderNames END_TO_END =
      HeaderNames.of(List.of("Content-Length", "Content-Type", "Content-Encoding", "Set-Cookie"));

  private static final HeaderNames NONE = HeaderNames.of(List.of());

  private ResponseHeaders() {}

  /** Hands over the lines that are for the client, in their order. */
  static void forward(HttpHeaders received, BiConsumer<String, String> client) {
    HeaderNames nominated = nominated(received.getAll(HttpHeaderNames.CONNECTION));
    Arrival.lines(received)
        .forEach(
            (name, value) -> {
              boolean forThisHop =
                  HOP_BY_HOP.contains(name)
                      || (nominated.contains(name) && !END_TO_END.contains(name));
              if (!forThisHop) {
                client.accept(name, value);
              }
            });
  }

  private static HeaderNames nominated(List<String> connection) {
    boolean usual =
        connection.isEmpty()
            || (connection.size() == 1
                && (connection.getFirst().equalsIgnoreCase("keep-alive")
                    || connection.getFirst().equalsIgnoreCase("close")));
    return usual ? NONE : HeaderNames.of(List.of(String.join(",", connection).split("\\s*,\\s*")));
  }

  /**
   * Readies a response's head to be sent, whatever filters made of it.
   *
   * @param version the request's
   */
  static void finish(HttpServerResponse response, HttpVersion version, Passage passage) {
    passage.mark(response.responseHeaders());
    if (version.compareTo(HttpVersion.HTTP_1_1) < 0
        && !response.responseHeaders().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      // chunks are beyond HTTP/1.0 (RFC 9112, section 6.1): the body ends with the connection
      response.chunkedTransfer(false);
      response.keepAlive(false);
    }
  }
}
