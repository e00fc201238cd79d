package dev.gatehouse.proxy;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * A request as route predicates and filters see it: without what no upstream is to see, at a URI
 * that {@link URI} can hold. Spring's own adapter refuses targets that Gatehouse passes.
 */
final class ProxyRequest extends AbstractServerHttpRequest {

  private final HttpServerRequest received;
  private final HttpHeaders headers;
  private final InetSocketAddress client;
  private final NettyDataBufferFactory buffers;

  /**
   * Makes the request.
   *
   * @param method the received one's, but for a preflight that asks about another
   */
  ProxyRequest(
      HttpServerRequest received,
      HttpMethod method,
      URI uri,
      HttpHeaders headers,
      InetSocketAddress client,
      NettyDataBufferFactory buffers) {
    super(
        method,
        uri,
        "",
        new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(headers)));
    this.received = received;
    this.headers = headers;
    this.client = client;
    this.buffers = buffers;
  }

  /** The same request at another URI, with other header fields. */
  ProxyRequest with(URI otherUri, HttpHeaders otherHeaders) {
    return new ProxyRequest(received, getMethod(), otherUri, otherHeaders, client, buffers);
  }

  @Override
  protected MultiValueMap<String, HttpCookie> initCookies() {
    var cookies = new LinkedMultiValueMap<String, HttpCookie>();
    for (String line : headers.getAll(HttpHeaderNames.COOKIE)) {
      for (Cookie cookie : ServerCookieDecoder.LAX.decodeAll(line)) {
        cookies.add(cookie.name(), new HttpCookie(cookie.name(), cookie.value()));
      }
    }
    return cookies;
  }

  @Override
  public @Nullable InetSocketAddress getLocalAddress() {
    return received.hostAddress();
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return client;
  }

  @Override
  protected @Nullable SslInfo initSslInfo() {
    if (!(received instanceof Connection connection)) {
      return null;
    }
    Channel channel = connection.channel();
    Channel secured = channel.parent() == null ? channel : channel.parent();
    SslHandler tls = secured.pipeline().get(SslHandler.class);
    return tls == null ? null : SslInfo.from(tls.engine().getSession().getProtocol());
  }

  @Override
  public Flux<DataBuffer> getBody() {
    return received.receive().retain().map(buffers::wrap);
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Spring's signature
  public <T> T getNativeRequest() {
    return (T) received;
  }
}
