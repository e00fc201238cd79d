package dev.gatehouse.edge;

import dev.gatehouse.errors.Answer;
import dev.gatehouse.request.HeaderField;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Writes answers of Gatehouse's own. */
public final class Answers {

  private Answers() {}

  /**
   * Sends the answer in place of whatever the response held so far; does nothing where a response
   * is on its way already.
   */
  public static Mono<Void> send(
      HttpServerRequest request, HttpServerResponse response, Answer answer, String requestId) {
    if (response.hasSentHeaders()) {
      return Mono.empty();
    }
    byte[] body = answer.bytes();
    HttpHeaders headers = response.status(answer.status()).responseHeaders().clear();
    for (HeaderField field : answer.headers()) {
      headers.add(field.name(), field.value());
    }
    headers.set(RequestIds.HEADER, requestId).setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    if (hasBody(request)) {
      // nobody will read it, and the next request stands behind it
      response.keepAlive(false).withConnection(LingeringClose::on);
    }
    return request.method().equals(HttpMethod.HEAD) || body.length == 0
        ? response.send()
        : response.sendByteArray(Mono.just(body)).then();
  }

  private static boolean hasBody(HttpServerRequest request) {
    HttpHeaders headers = request.requestHeaders();
    return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (headers.contains(HttpHeaderNames.CONTENT_LENGTH)
            && !headers.contains(HttpHeaderNames.CONTENT_LENGTH, "0", false));
  }
}
