package dev.gatehouse.request;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request whose answer is over: sent, cut short, or given up by the client.
 *
 * @param received when its head had arrived
 * @param duration from then until its answer was over
 * @param requestId its {@code X-Request-Id}
 * @param client the client's address; the socket's peer where nothing better is known
 * @param method null where the request could not be read
 * @param rawPath the path as received, without the query; null where the request could not be read
 * @param status the status sent; 0 where the client was gone before
 * @param route the route's id; null where none matched
 * @param policy the policy's name; null where none was asked
 * @param provider the provider that verified a token, or refused one; null where none did
 * @param code why Gatehouse answered in the upstream's place ({@code token_expired}, {@code
 *     upstream_timeout}); null where it did not
 * @param wouldRefuse why a policy in shadow mode would have refused it ({@code token_expired});
 *     null where it would not
 * @param subject the verified token's {@code sub}, as text; null where there is none or it is not
 *     to be logged
 * @param traceId the trace that the request was followed in; null where it was not
 */
public record AnsweredRequest(
    Instant received,
    Duration duration,
    String requestId,
    String client,
    @Nullable String method,
    @Nullable String rawPath,
    int status,
    @Nullable String route,
    @Nullable String policy,
    @Nullable String provider,
    @Nullable String code,
    @Nullable String wouldRefuse,
    @Nullable String subject,
    @Nullable String traceId) {

  @Override
  public String toString() {
    return "AnsweredRequest[" + requestId + "]";
  }
}
