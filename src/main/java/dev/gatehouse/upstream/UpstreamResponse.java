package dev.gatehouse.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * An upstream's response whose body is still to be read, once. Whoever holds it reads the body to
 * its end, or abandons it.
 */
public interface UpstreamResponse {

  /** The status code, also one that no registry knows. */
  int status();

  /** The header fields as received. */
  HttpHeaders headers();

  /**
   * The body where it came with the head, on the heap and unpooled, so that nobody need release it;
   * null where it is still to come, or there is none.
   */
  @Nullable ByteBuf whole();

  /** The body as it arrives; each buffer is the reader's to release. */
  Flux<ByteBuf> body();

  /**
   * Says, once the body has ended, what fields came behind it. To be asked for before it is read.
   */
  Supplier<@Nullable HttpHeaders> trailers();

  /** The connection it comes over; that may be another's as soon as the body has ended. */
  Channel channel();

  /**
   * Closes the connection, which is good for no other request, unless the body has come to its end:
   * then it may be another's already.
   */
  void abandon();
}
