package dev.gatehouse.config;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;

/**
 * One state of a bundle, ready to connect with. Another state has other contexts.
 *
 * @param http11 for HTTP/1.1
 * @param http2 for HTTP/2, which the server has to agree to (RFC 7301)
 */
public record ClientContexts(SslContext http11, SslContext http2) {

  /** What a client offers that speaks HTTP/2 and nothing else. */
  public static ApplicationProtocolConfig http2Alone() {
    return new ApplicationProtocolConfig(
        ApplicationProtocolConfig.Protocol.ALPN,
        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
        ApplicationProtocolNames.HTTP_2);
  }
}
