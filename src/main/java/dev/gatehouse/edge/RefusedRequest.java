package dev.gatehouse.edge;

import dev.gatehouse.request.HeaderFields;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request that the edge answers.
 *
 * @param client the client's address, as far as it can be believed; empty where the connection is
 *     not from the network
 * @param method null where the request could not be read
 * @param rawPath the path as received, without the query; null where the request could not be read
 */
record RefusedRequest(
    String requestId, String client, @Nullable String method, @Nullable String rawPath) {

  /** A request that could not be read. */
  static RefusedRequest unreadable(Channel channel, RequestIds ids) {
    InetAddress peer = peer(channel);
    String client = peer == null ? "" : NetUtil.toAddressString(peer);
    return new RefusedRequest(ids.next(), client, null, null);
  }

  /** A request that could be read. */
  static RefusedRequest of(
      Channel channel, HttpRequest request, AddressRanges trusted, RequestIds ids) {
    String method = request.method().name();
    String path = path(request.uri());
    InetAddress peer = peer(channel);
    if (peer == null) {
      return new RefusedRequest(ids.next(), "", method, path);
    }
    HeaderFields headers =
        lines -> {
          for (Map.Entry<String, String> line : request.headers()) {
            lines.accept(line.getKey(), line.getValue());
          }
        };
    Client client = new ClientAddress(trusted).resolve(peer, "http", "", headers);
    String id =
        client.byTrustedProxy() ? ids.of(request.headers().getAll(RequestIds.HEADER)) : ids.next();
    return new RefusedRequest(id, NetUtil.toAddressString(client.address()), method, path);
  }

  private static String path(String target) {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  private static @Nullable InetAddress peer(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress peer ? peer.getAddress() : null;
  }
}
