package dev.gatehouse.proxy;

import dev.gatehouse.proxy.PlainFilter.Ending;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A route that is served without Spring Cloud Gateway.
 *
 * @param upstream where its requests go
 * @param onRequest the filters of requests, in order
 * @param onResponse the filters of responses, in the order they are applied: the last first
 */
record PlainRoute(
    Origin upstream,
    List<PlainFilter.OnRequest> onRequest,
    List<PlainFilter.OnResponse> onResponse) {

  PlainRoute {
    onRequest = List.copyOf(onRequest);
    onResponse = List.copyOf(onResponse);
  }

  /**
   * An upstream's origin.
   *
   * @param uri scheme and authority, such as {@code http://orders:8080}
   * @param host what a request to it says in {@code Host}; the scheme's own port goes unsaid
   */
  record Origin(URI uri, String host) {

    static Origin of(URI uri) {
      return new Origin(URI.create(uri.getScheme() + "://" + uri.getRawAuthority()), hostOf(uri));
    }

    /** The host that a request to this URL is for. */
    static String hostOf(URI url) {
      String host = Objects.requireNonNull(url.getHost(), "an upstream without a host");
      boolean secured = url.getScheme().equals("https") || url.getScheme().equals("wss");
      int port = url.getPort();
      return port < 0 || port == (secured ? 443 : 80) ? host : host + ":" + port;
    }
  }

  static PlainRoute of(Origin upstream, List<PlainFilter> filters) {
    List<PlainFilter.OnRequest> onRequest = new ArrayList<>();
    List<PlainFilter.OnResponse> onResponse = new ArrayList<>();
    for (PlainFilter filter : filters) {
      switch (filter) {
        case PlainFilter.OnRequest request -> onRequest.add(request);
        case PlainFilter.OnResponse response -> onResponse.addFirst(response);
      }
    }
    return new PlainRoute(upstream, onRequest, onResponse);
  }

  /**
   * Applies the filters of requests, up to one that answers itself.
   *
   * @throws RuntimeException where a filter fails
   */
  @Nullable Ending filter(Outgoing request) {
    Ending ending = null;
    try {
      for (int i = 0; ending == null && i < onRequest.size(); i++) {
        ending = onRequest.get(i).apply(request);
      }
    } catch (StackOverflowError e) {
      // as in RouteTable
      throw new IllegalStateException("a filter recurses", e);
    }
    return ending;
  }

  /** Applies the filters of responses. */
  void filter(HttpServerResponse response, Map<String, String> variables) {
    for (int i = 0; i < onResponse.size(); i++) {
      onResponse.get(i).apply(response, variables);
    }
  }
}
