package dev.gatehouse.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A response that came over a {@link Link}.
 *
 * @param streamed the body that is still to come; null where there is none, or it is whole
 */
record LinkResponse(
    HttpResponse head, @Nullable ByteBuf whole, @Nullable ResponseBody streamed, Channel channel)
    implements UpstreamResponse {

  @Override
  public int status() {
    return head.status().code();
  }

  @Override
  public HttpHeaders headers() {
    return head.headers();
  }

  @Override
  public Flux<ByteBuf> body() {
    if (streamed != null) {
      return streamed;
    }
    return whole == null ? Flux.empty() : Flux.just(whole.retainedDuplicate());
  }

  @Override
  public Supplier<@Nullable HttpHeaders> trailers() {
    return () -> streamed == null ? null : streamed.trailers();
  }

  @Override
  public void abandon() {
    if (streamed != null) {
      streamed.abandon();
    }
  }

  @Override
  public String toString() {
    return "LinkResponse[" + status() + "]";
  }
}
