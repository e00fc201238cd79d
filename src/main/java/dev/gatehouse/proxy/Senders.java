package dev.gatehouse.proxy;

import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.transport.AddressUtils;

/**
 * What sends requests of one method to one origin. It is made once, as Reactor Netty copies a
 * client for each thing it is told of a request, and reads the URL with a regular expression.
 */
final class Senders {

  /** Origins times methods that are kept; what comes beyond is made anew each time. */
  private static final int MOST = 1_000;

  private final HttpClient client;
  private final BiFunction<HttpClientRequest, NettyOutbound, Publisher<Void>> send;
  private final ConcurrentMap<Line, HttpClient.ResponseReceiver<?>> made =
      new ConcurrentHashMap<>();

  /** The methods that clients can't make up. */
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS);

  private record Line(HttpMethod method, String scheme, String authority) {}

  /**
   * None is made yet.
   *
   * @param send writes a request
   */
  Senders(HttpClient client, BiFunction<HttpClientRequest, NettyOutbound, Publisher<Void>> send) {
    this.client = client;
    this.send = send;
  }

  /**
   * What sends requests of this method to the origin of this URL. What else is in the URL is a
   * client's, and not kept.
   */
  HttpClient.ResponseReceiver<?> of(HttpMethod method, URI url) {
    if (!METHODS.contains(method) || url.getScheme() == null || url.getRawAuthority() == null) {
      return sender(method, url).send(send);
    }
    var line = new Line(method, url.getScheme(), url.getRawAuthority());
    HttpClient.ResponseReceiver<?> known = made.get(line);
    if (known != null) {
      return known;
    }
    URI origin = URI.create(line.scheme + "://" + line.authority);
    HttpClient.ResponseReceiver<?> sender = sender(method, origin).send(send);
    if (made.size() < MOST) {
      made.put(line, sender);
    }
    return sender;
  }

  /** How many are kept. */
  int kept() {
    return made.size();
  }

  private HttpClient.RequestSender sender(HttpMethod method, URI origin) {
    if (!"http".equals(origin.getScheme()) || origin.getHost() == null) {
      return client.request(method).uri(origin);
    }
    int port = origin.getPort() < 0 ? 80 : origin.getPort();
    InetSocketAddress address = AddressUtils.createUnresolved(host(origin), port);
    return client.noSSL().remoteAddress(() -> address).request(method).uri("/");
  }

  /** A name, or an address without its brackets. */
  private static String host(URI origin) {
    String host = origin.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
