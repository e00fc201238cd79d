package dev.gatehouse.token;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.HeaderFields;
import dev.gatehouse.request.RequestFacts;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts of a made-up request. */
public final class TestFacts implements RequestFacts {

  private final List<HeaderField> lines = new ArrayList<>();
  private @Nullable String rawQuery;

  public TestFacts header(String name, String value) {
    lines.add(new HeaderField(name, value));
    return this;
  }

  public TestFacts query(@Nullable String query) {
    rawQuery = query;
    return this;
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
  public String host() {
    return "api.example.com";
  }

  @Override
  public String rawPath() {
    return "/";
  }

  @Override
  public @Nullable String rawQuery() {
    return rawQuery;
  }

  @Override
  public HeaderFields headers() {
    return consumer -> lines.forEach(line -> consumer.accept(line.name(), line.value()));
  }

  @Override
  public InetAddress clientAddress() {
    return InetAddress.getLoopbackAddress();
  }
}
