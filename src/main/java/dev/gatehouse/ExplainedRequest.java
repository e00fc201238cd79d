package dev.gatehouse;

import dev.gatehouse.edge.ForwardedHeaders;
import dev.gatehouse.edge.RequestGuard;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.HeaderFields;
import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.request.RequestFacts;
import dev.gatehouse.request.UnknownFact;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request as the command line tells of it, or one of which nothing is told: {@code DELETE
 * https://api.example.com/orders/7?force} and header lines.
 */
final class ExplainedRequest implements RequestFacts {

  private final @Nullable Line line;
  private final List<HeaderField> fields;
  private final HeaderNames identityHeaders;

  private record Line(String method, String scheme, String host, String path, String query) {}

  private ExplainedRequest(
      @Nullable Line line, List<HeaderField> fields, HeaderNames identityHeaders) {
    this.line = line;
    this.fields = fields;
    this.identityHeaders = identityHeaders;
  }

  /**
   * The request of these words.
   *
   * @param request a method and a URL; null: nothing is known
   * @param headers header lines, {@code name: value}
   * @param identityHeaders what no client has a say in
   * @throws IllegalArgumentException with a sentence, if they are no request that would be decided
   *     on
   */
  static ExplainedRequest of(
      @Nullable String request, List<String> headers, HeaderNames identityHeaders) {
    var fields = new ArrayList<HeaderField>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("--header needs a line such as 'x-team: red'.");
      }
      fields.add(
          new HeaderField(
              header.substring(0, colon).strip(), octets(header.substring(colon + 1).strip())));
    }
    return new ExplainedRequest(
        request == null ? null : line(octets(request)), fields, identityHeaders);
  }

  private static Line line(String request) {
    int space = request.indexOf(' ');
    int scheme = request.indexOf("://", space + 1);
    if (space < 1 || scheme < 0) {
      throw new IllegalArgumentException(
          "--request needs a method and a URL: 'DELETE https://api.example.com/orders/7'.");
    }
    String method = request.substring(0, space);
    String target = request.substring(space + 1);
    int path = target.indexOf('/', scheme + 3 - space - 1);
    String host = target.substring(scheme + 3 - space - 1, path < 0 ? target.length() : path);
    String rest = path < 0 ? "/" : target.substring(path);
    return switch (RequestGuard.judge(method, rest, List.of(host))) {
      case RequestGuard.Verdict.Ambiguous(var detail) ->
          throw new IllegalArgumentException(
              "Such a request is answered 400 before any decision: " + detail + ".");
      case RequestGuard.Verdict.Clear(var clear) -> {
        int question = clear.indexOf('?');
        yield new Line(
            method,
            target.substring(0, scheme - space - 1).toLowerCase(Locale.ROOT),
            host,
            question < 0 ? clear : clear.substring(0, question),
            question < 0 ? "" : clear.substring(question + 1));
      }
    };
  }

  /** One character an octet, as from the wire. */
  private static String octets(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private Line known(String fact) {
    if (line == null) {
      throw new UnknownFact(fact);
    }
    return line;
  }

  @Override
  public String method() {
    return known("method").method();
  }

  @Override
  public String scheme() {
    return known("scheme").scheme();
  }

  @Override
  public String host() {
    return known("host").host();
  }

  @Override
  public String rawPath() {
    return known("path").path();
  }

  @Override
  public @Nullable String rawQuery() {
    String query = known("query").query();
    return query.isEmpty() ? null : query;
  }

  @Override
  public HeaderFields headers() {
    var _ = known("headers");
    return lines(fields);
  }

  @Override
  public HeaderFields crossingHeaders() {
    ForwardedHeaders rules = ForwardedHeaders.of(headers(), false);
    return lines(
        fields.stream()
            .filter(field -> !identityHeaders.contains(field.name()))
            .filter(field -> rules.crosses(field.name(), field.value()))
            .toList());
  }

  private static HeaderFields lines(List<HeaderField> fields) {
    return consumer -> fields.forEach(field -> consumer.accept(field.name(), field.value()));
  }

  /** No command line is at a network's other end. */
  @Override
  public InetAddress clientAddress() {
    throw new UnknownFact("address");
  }

  @Override
  public String toString() {
    return "ExplainedRequest";
  }
}
