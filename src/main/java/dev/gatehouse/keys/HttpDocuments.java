package dev.gatehouse.keys;

import dev.gatehouse.keys.KeySetFetcher.Fetched;
import dev.gatehouse.keys.KeySetFetcher.Validator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider;

/**
 * Gets documents over HTTP, each on a connection of its own: with minutes from one fetch to the
 * next, a pooled one would be found closed. Whoever asks bounds the time, and ends an exchange by
 * cancelling it. Redirects are followed within an origin only, and no more than 1 MB is read.
 */
final class HttpDocuments {

  static final int LARGEST = 1 << 20;

  private static final int MOST_REDIRECTS = 3;
  private static final int LARGEST_HEAD = 32 << 10;

  private final HttpClient client;
  private final RemoteKeySettings settings;
  private final @Nullable Origin configured;

  /**
   * Documents as these settings want them fetched.
   *
   * @param configured the origin that the settings' headers are for
   */
  HttpDocuments(RemoteKeySettings settings, @Nullable Origin configured) {
    this.settings = settings;
    this.configured = configured;
    HttpClient direct =
        HttpClient.create(ConnectionProvider.newConnection())
            .keepAlive(false)
            .disableRetry(true)
            .httpResponseDecoder(decoder -> decoder.maxHeaderSize(LARGEST_HEAD));
    URI proxy = settings.proxy();
    this.client = proxy == null ? direct : direct.proxy(spec -> through(spec, proxy));
  }

  private static void through(ProxyProvider.TypeSpec spec, URI proxy) {
    var builder =
        spec.type(ProxyProvider.Proxy.HTTP)
            .host(proxy.getHost())
            .port(proxy.getPort() < 0 ? 80 : proxy.getPort());
    String credentials = proxy.getUserInfo();
    if (credentials != null) {
      int colon = credentials.indexOf(':');
      String password = colon < 0 ? "" : credentials.substring(colon + 1);
      builder
          .username(colon < 0 ? credentials : credentials.substring(0, colon))
          .password(_ -> password);
    }
  }

  /**
   * The document at this address.
   *
   * @param held what the document held is known by; heeded if it was found here
   */
  Mono<Fetched> get(URI uri, @Nullable Validator held) {
    String etag = held != null && held.uri().equals(uri) ? held.etag() : null;
    return follow(uri, uri, etag, 0);
  }

  /** What one exchange tells: the end, or where to go on. */
  private sealed interface Step {
    record End(Fetched fetched) implements Step {}

    record Onward(URI uri) implements Step {}
  }

  private Mono<Fetched> follow(URI asked, URI uri, @Nullable String etag, int hops) {
    return exchange(asked, uri, etag)
        .flatMap(
            step ->
                switch (step) {
                  case Step.End(var fetched) -> Mono.just(fetched);
                  case Step.Onward(var next) ->
                      hops < MOST_REDIRECTS
                          ? follow(asked, next, etag, hops + 1)
                          : Mono.just(new Fetched.Failed("too many redirects"));
                });
  }

  private Mono<Step> exchange(URI asked, URI uri, @Nullable String etag) {
    return secured(uri)
        .headers(headers -> write(headers, uri, etag))
        .get()
        .uri(uri.toString())
        .response((response, body) -> step(asked, uri, etag, response, body))
        .next();
  }

  private HttpClient secured(URI uri) {
    Supplier<SslContext> tls = settings.tls();
    if (tls == null || !"https".equalsIgnoreCase(uri.getScheme())) {
      return client;
    }
    SslContext context = tls.get();
    return client.secure(spec -> spec.sslContext(context));
  }

  private void write(HttpHeaders headers, URI uri, @Nullable String etag) {
    headers.set(HttpHeaderNames.USER_AGENT, "gatehouse");
    headers.set(HttpHeaderNames.ACCEPT, "application/jwk-set+json, application/json");
    if (etag != null) {
      headers.set(HttpHeaderNames.IF_NONE_MATCH, etag);
    }
    if (configured != null && configured.equals(Origin.of(uri))) {
      settings.headers().forEach(headers::set);
    }
  }

  private static Mono<Step> step(
      URI asked, URI uri, @Nullable String etag, HttpClientResponse response, ByteBufFlux body) {
    int status = response.status().code();
    HttpHeaders headers = response.responseHeaders();
    return switch (status) {
      case 200 -> document(asked, headers.get(HttpHeaderNames.ETAG), body);
      case 301, 302, 303, 307, 308 ->
          Mono.just(redirect(uri, headers.get(HttpHeaderNames.LOCATION)));
      case 304 ->
          Mono.just(
              etag == null
                  ? failed("status 304 to no condition")
                  : new Step.End(new Fetched.NotModified()));
      default -> Mono.just(failed("status " + status));
    };
  }

  private static Mono<Step> document(URI asked, @Nullable String etag, ByteBufFlux body) {
    var octets = new ByteArrayOutputStream();
    return body.asByteArray()
        .doOnNext(octets::writeBytes)
        .takeUntil(_ -> octets.size() > LARGEST)
        .then(
            Mono.fromSupplier(
                () ->
                    octets.size() > LARGEST
                        ? failed("the document is larger than 1 MB")
                        : new Step.End(
                            new Fetched.Document(
                                octets.toByteArray(),
                                etag == null ? null : new Validator(asked, etag)))));
  }

  private static Step redirect(URI from, @Nullable String location) {
    URI to = location == null ? null : resolved(from, location);
    Origin origin = to == null ? null : Origin.of(to);
    if (to == null || origin == null) {
      return failed("redirect to no address");
    }
    return origin.equals(Origin.of(from))
        ? new Step.Onward(to)
        : failed("redirect to another origin, " + Printable.text(origin.toString()));
  }

  private static @Nullable URI resolved(URI from, String location) {
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Step failed(String reason) {
    return new Step.End(new Fetched.Failed(reason));
  }
}
