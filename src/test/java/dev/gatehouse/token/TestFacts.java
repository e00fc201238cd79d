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
  private String method = "GET";
  private String rawPath = "/";
  private @Nullable String rawQuery;
  private InetAddress address = InetAddress.getLoopbackAddress();

  /** A request for this path. */
  public static TestFacts of(String method, String rawPath) {
    var facts = new TestFacts();
    facts.method = method;
    facts.rawPath = rawPath;
    return facts;
  }

  /** Sent from this address. */
  public TestFacts from(String literal) {
    address = InetAddress.ofLiteral(literal);
    return this;
  }

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
    return method;
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
    return rawPath;
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
  public HeaderFields crossingHeaders() {
    return headers();
  }

  @Override
  public InetAddress clientAddress() {
    return address;
  }
}
