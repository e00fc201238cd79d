package dev.gatehouse.proxy;

import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import reactor.core.publisher.Flux;

/** A request's body that may not be larger than a filter allows, whatever its head says. */
final class CountedBody {

  private CountedBody() {}

  /**
   * Checks what the head says.
   *
   * @param contentLength null where it says nothing
   * @throws DataBufferLimitException where that is too much
   */
  static void check(@Nullable String contentLength, long most) {
    if (contentLength != null && Long.parseLong(contentLength) > most) {
      throw new DataBufferLimitException("the request says it is too large");
    }
  }

  /**
   * Counts the body as it passes.
   *
   * @param size of a buffer
   * @param release gives up the one that is too much
   * @return the body, ending with a {@link DataBufferLimitException} where it is larger
   */
  static <T> Flux<T> atMost(long most, Flux<T> body, ToIntFunction<T> size, Consumer<T> release) {
    return Flux.defer(
        () -> {
          long[] left = {most};
          return body.map(
              buffer -> {
                left[0] -= size.applyAsInt(buffer);
                if (left[0] >= 0) {
                  return buffer;
                }
                release.accept(buffer);
                throw new DataBufferLimitException("the request is too large");
              });
        });
  }
}
