package dev.gatehouse.proxy;

import dev.gatehouse.errors.Fault;
import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Bounds the gRPC calls that wait for a stream to one upstream, as Reactor Netty's pools of HTTP/2
 * connections do not. An upstream for which no call waits takes no memory.
 */
final class WaitingCalls {

  private final int most;
  private final ConcurrentMap<String, Integer> byUpstream = new ConcurrentHashMap<>();

  /**
   * Nobody waits.
   *
   * @param most how many may, for one upstream
   */
  WaitingCalls(int most) {
    this.most = most;
  }

  /**
   * Lets a call wait, unless too many do.
   *
   * @param call is given what is to be run when the call has its stream, and begun once
   * @return the call; an {@link UpstreamFailure} where too many wait
   */
  <T> Mono<T> bounded(URI origin, Function<Runnable, Mono<T>> call) {
    String upstream = origin.getRawAuthority();
    return Mono.defer(
        () -> {
          if (byUpstream.merge(upstream, 1, Integer::sum) > most) {
            leave(upstream);
            var full = new RejectedExecutionException("too many calls wait");
            return Mono.error(new UpstreamFailure(Fault.OVERLOADED, full));
          }
          var left = new AtomicBoolean();
          Runnable leaving =
              () -> {
                if (left.compareAndSet(false, true)) {
                  leave(upstream);
                }
              };
          return call.apply(leaving).doFinally(_ -> leaving.run());
        });
  }

  private void leave(String upstream) {
    byUpstream.computeIfPresent(upstream, (_, waiting) -> waiting == 1 ? null : waiting - 1);
  }
}
