package dev.gatehouse.keys;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One fetch of a remote key set, its document read and its time bounded. */
record RemoteFetch(
    KeySetFetcher fetcher, KeySetParser parser, Duration timeout, Background background) {

  /** How a fetch ended. */
  sealed interface Landing {

    /** It brought usable keys. */
    record Good(Keys keys, List<SkippedKey> skipped, KeySetFetcher.@Nullable Validator validator)
        implements Landing {}

    /** The keys held are still the newest. */
    record Same() implements Landing {}

    /** It brought none. */
    record Bad(String reason) implements Landing {}
  }

  /** Fetches; always ends within the timeout, with one landing and no error. */
  Mono<Landing> land(KeySetFetcher.@Nullable Validator held) {
    return Mono.defer(() -> fetcher.fetch(held))
        // what a fetcher does before its first await (files of a TLS context) may block
        .subscribeOn(background.workers())
        .publishOn(background.workers())
        .map(fetched -> read(fetched, held))
        .defaultIfEmpty(new Landing.Bad("no answer"))
        .timeout(timeout, background.timers())
        .onErrorResume(error -> Mono.just(new Landing.Bad(reason(error))));
  }

  private Landing read(KeySetFetcher.Fetched fetched, KeySetFetcher.@Nullable Validator held) {
    return switch (fetched) {
      case KeySetFetcher.Fetched.Document document ->
          switch (parser.parsePublished(document.body())) {
            case KeyDocument.Usable(var keys, var skipped) ->
                new Landing.Good(keys, skipped, document.validator());
            case KeyDocument.Unusable(var reason, _) -> new Landing.Bad(reason);
          };
      case KeySetFetcher.Fetched.NotModified _ ->
          held == null ? new Landing.Bad("status 304 to no condition") : new Landing.Same();
      case KeySetFetcher.Fetched.Failed(var reason) -> new Landing.Bad(reason);
    };
  }

  private String reason(Throwable error) {
    if (error instanceof TimeoutException) {
      return "no whole answer within " + timeout.toMillis() + " ms";
    }
    String message = error.getMessage();
    String name = error.getClass().getSimpleName();
    return message == null ? name : name + ": " + Printable.text(message);
  }
}
