package dev.gatehouse.operations;

import dev.gatehouse.request.HeaderFields;
import dev.gatehouse.request.RequestHead;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as it arrives.
 *
 * @param lines names and values of its header lines, in turn
 */
record Arriving(String host, List<String> lines) implements RequestHead {

  static Arriving with(String... lines) {
    return new Arriving("api.test", List.of(lines));
  }

  static Arriving at(String host) {
    return new Arriving(host, List.of());
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String scheme() {
    return "https";
  }

  @Override
  public String rawPath() {
    return "/orders";
  }

  @Override
  public @Nullable String rawQuery() {
    return "access_token=planted";
  }

  @Override
  public HeaderFields headers() {
    return consumer -> {
      for (int i = 0; i < lines.size(); i += 2) {
        consumer.accept(lines.get(i), lines.get(i + 1));
      }
    };
  }

  @Override
  public InetAddress clientAddress() {
    return InetAddress.ofLiteral("192.0.2.1");
  }
}
