package dev.gatehouse.verifier;

import dev.gatehouse.edge.ForwardedHeaders;
import dev.gatehouse.request.HeaderFields;
import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.request.RequestFacts;
import dev.gatehouse.request.UnknownFact;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The original request as it is decided on; a fact that the proxy did not tell is unknown.
 *
 * @param identityHeaders what no client has a say in
 */
record OriginalFacts(OriginalRequest original, Inquiry inquiry, HeaderNames identityHeaders)
    implements RequestFacts {

  /** What is about the inquiry, not about the original request. */
  private static final HeaderNames INQUIRYS_OWN = HeaderNames.of(List.of("Host", "Content-Length"));

  @Override
  public String method() {
    return known(original.method(), "method");
  }

  @Override
  public String scheme() {
    return known(original.scheme(), "scheme");
  }

  @Override
  public String host() {
    return known(original.host(), "host");
  }

  @Override
  public String rawPath() {
    return known(original.rawPath(), "path");
  }

  @Override
  public @Nullable String rawQuery() {
    // where the path was told, so was the query
    known(original.rawPath(), "query");
    return original.rawQuery();
  }

  @Override
  public HeaderFields headers() {
    return inquiry.headers();
  }

  @Override
  public HeaderFields crossingHeaders() {
    HeaderFields received = inquiry.headers();
    ForwardedHeaders rules = ForwardedHeaders.of(received, false);
    return consumer ->
        received.forEach(
            (name, value) -> {
              if (!identityHeaders.contains(name)
                  && !INQUIRYS_OWN.contains(name)
                  && rules.crosses(name, value)) {
                consumer.accept(name, value);
              }
            });
  }

  @Override
  public InetAddress clientAddress() {
    return known(original.address(), "address");
  }

  private static <T> T known(@Nullable T fact, String name) {
    if (fact == null) {
      throw new UnknownFact(name);
    }
    return fact;
  }

  @Override
  public String toString() {
    return "OriginalFacts[" + inquiry.requestId() + "]";
  }
}
