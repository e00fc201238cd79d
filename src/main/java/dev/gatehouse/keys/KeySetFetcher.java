package dev.gatehouse.keys;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Gets the document of a remote key set; never blocks. */
public interface KeySetFetcher {

  /**
   * Fetches once. Cancelling ends the exchange.
   *
   * @param held what the document held is known by, to ask whether it is still the newest (RFC
   *     9110, section 13.1.2); null: fetch it in any case
   * @return the answer; an error counts as {@code Failed}
   */
  Mono<Fetched> fetch(@Nullable Validator held);

  /**
   * What a document is known by.
   *
   * @param uri where it was found
   * @param etag its entity tag, as the server wrote it
   */
  record Validator(URI uri, String etag) {}

  /** What a fetch brought. */
  sealed interface Fetched {

    /** A document. */
    final class Document implements Fetched {
      private final byte[] body;
      private final @Nullable Validator validator;

      /** A document, not copied. */
      public Document(byte[] body, @Nullable Validator validator) {
        this.body = body;
        this.validator = validator;
      }

      byte[] body() {
        return body;
      }

      @Nullable Validator validator() {
        return validator;
      }
    }

    /** The document held is still the newest. */
    record NotModified() implements Fetched {}

    /**
     * There is no document.
     *
     * @param reason why, without secrets
     */
    record Failed(String reason) implements Fetched {}
  }
}
