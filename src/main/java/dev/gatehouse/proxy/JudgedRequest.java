package dev.gatehouse.proxy;

import dev.gatehouse.request.HeaderFields;
import dev.gatehouse.request.RequestFacts;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request as it is decided on.
 *
 * @param cleaned the header fields without what no upstream gets
 */
record JudgedRequest(Arrival arrival, HeaderLines cleaned) implements RequestFacts {

  @Override
  public String method() {
    return arrival.method();
  }

  @Override
  public String scheme() {
    return arrival.scheme();
  }

  @Override
  public String host() {
    return arrival.host();
  }

  @Override
  public String rawPath() {
    return arrival.rawPath();
  }

  @Override
  public @Nullable String rawQuery() {
    return arrival.rawQuery();
  }

  @Override
  public HeaderFields headers() {
    return arrival.headers();
  }

  @Override
  public HeaderFields crossingHeaders() {
    return cleaned;
  }

  @Override
  public InetAddress clientAddress() {
    return arrival.clientAddress();
  }

  @Override
  public String toString() {
    return "JudgedRequest[" + arrival.requestId() + "]";
  }
}
