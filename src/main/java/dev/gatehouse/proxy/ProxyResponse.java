package dev.gatehouse.proxy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpVersion;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.support.Netty4HeadersAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The response that filters write; what every response says has its place in it whatever they do.
 */
final class ProxyResponse extends AbstractServerHttpResponse {

  private final HttpServerResponse response;
  private final HttpVersion version;
  private final Passage passage;

  /**
   * Makes the response.
   *
   * @param version the request's
   */
  ProxyResponse(
      HttpServerResponse response,
      HttpVersion version,
      Passage passage,
      NettyDataBufferFactory buffers) {
    super(buffers, new HttpHeaders(new Netty4HeadersAdapter(response.responseHeaders())));
    this.response = response;
    this.version = version;
    this.passage = passage;
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Spring's signature
  public <T> T getNativeResponse() {
    return (T) response;
  }

  @Override
  protected void applyStatusCode() {
    HttpStatusCode status = getStatusCode();
    if (status != null) {
      response.status(status.value());
    }
  }

  @Override
  protected void applyHeaders() {
    ResponseHeaders.finish(response, version, passage);
  }

  @Override
  protected void applyCookies() {
    for (var cookies : getCookies().values()) {
      for (ResponseCookie cookie : cookies) {
        response.addHeader(HttpHeaderNames.SET_COOKIE, cookie.toString());
      }
    }
  }

  @Override
  protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> body) {
    return response
        .send(
            body instanceof Mono<? extends DataBuffer> one
                ? one.map(NettyDataBufferFactory::toByteBuf)
                : Flux.from(body).map(NettyDataBufferFactory::toByteBuf))
        .then();
  }

  @Override
  protected Mono<Void> writeAndFlushWithInternal(
      Publisher<? extends Publisher<? extends DataBuffer>> body) {
    return response
        .sendGroups(
            Flux.from(body).map(group -> Flux.from(group).map(NettyDataBufferFactory::toByteBuf)))
        .then();
  }
}
