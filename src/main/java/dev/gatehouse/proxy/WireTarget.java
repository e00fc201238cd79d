package dev.gatehouse.proxy;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AttributeKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * Puts the request's target on the wire as it is to be: Reactor Netty would parse it as a URI, and
 * could not retry a request whose query is none ({@code |}, a lone {@code %}).
 */
@ChannelHandler.Sharable
final class WireTarget extends ChannelOutboundHandlerAdapter {

  static final WireTarget HANDLER = new WireTarget(false);

  private static final WireTarget STREAM_HANDLER = new WireTarget(true);

  private static final AttributeKey<String> TARGET = AttributeKey.valueOf("gatehouse.target");

  /**
   * Whether what follows writes a character as an octet, as Netty does for HTTP/2, not as UTF-8.
   */
  private final boolean octets;

  private WireTarget(boolean octets) {
    this.octets = octets;
  }

  /** Sets the target of the next request on the connection, one character an octet. */
  static void of(Connection connection, String target) {
    connection.channel().attr(TARGET).set(target);
  }

  /** Installs the handler on a stream of HTTP/2, which is a channel of its own. */
  static void onStream(Connection connection) {
    connection
        .channel()
        .pipeline()
        .addAfter(NettyPipeline.H2ToHttp11Codec, "gatehouse.target", STREAM_HANDLER);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof HttpRequest request) {
      String target = context.channel().attr(TARGET).getAndSet(null);
      if (target != null) {
        String text = octets ? target : text(target);
        if (text == null) {
          request.setUri(Escaping.octetsBeyondAscii(target));
          context.channel().attr(TargetOctets.OCTETS).set(target);
        } else {
          request.setUri(text);
        }
      }
    }
    var _ = context.write(message, promise);
  }

  /**
   * The text that Netty's encoder, which writes targets in UTF-8, turns into the very octets given;
   * null where there is none.
   */
  private static @Nullable String text(String target) {
    int firstBeyondAscii = 0;
    while (firstBeyondAscii < target.length() && target.charAt(firstBeyondAscii) < 0x80) {
      firstBeyondAscii++;
    }
    if (firstBeyondAscii == target.length()) {
      return target;
    }
    byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }
}
