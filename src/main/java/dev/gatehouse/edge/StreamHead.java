package dev.gatehouse.edge;

import dev.gatehouse.errors.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/2 request as the HTTP/1.1 it will be for an upstream: what could not
 * stand on a line there, or would mean something else, is refused (RFC 9113, section 8.2).
 */
final class StreamHead {

  /** What became of a head. */
  sealed interface Outcome {

    /** It passes, as one of HTTP/1.1. */
    record Clear(HttpRequest request) implements Outcome {}

    /**
     * It is refused.
     *
     * @param request the request; null where it could not be read
     * @param headRequest whether it is a {@code HEAD}, whose answer has no body
     */
    record Refused(Fault fault, String detail, @Nullable HttpRequest request, boolean headRequest)
        implements Outcome {}
  }

  /** What a request line has beside method and target. */
  private static final int AROUND_TARGET = "  HTTP/1.1".length();

  private static final int AROUND_VALUE = ": ".length();

  private final EdgeLimits limits;
  private final PseudoFields pseudo = new PseudoFields();
  private final HeadFields fields = new HeadFields();
  private final ByteBuf line = Unpooled.buffer(256);
  private final List<String> hosts = new ArrayList<>(1);
  private final HttpHeaders headers =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
  private @Nullable StringBuilder cookies;
  private int octets;

  private StreamHead(EdgeLimits limits) {
    this.limits = limits;
  }

  /**
   * The size of the largest list of fields that is worth reading, as HPACK counts it (RFC 9113,
   * section 6.5.2): larger ones Netty answers with a bare 431.
   */
  static long largestList(EdgeLimits limits) {
    return limits.headers() + (long) limits.requestLine() + 64L * HeadFields.MOST;
  }

  /**
   * Reads a head.
   *
   * @param ends whether the request ends with it, having no body
   */
  static Outcome read(Http2Headers received, boolean ends, EdgeLimits limits) {
    return new StreamHead(limits).read(received, ends);
  }

  private Outcome read(Http2Headers received, boolean ends) {
    for (Map.Entry<CharSequence, CharSequence> field : received) {
      AsciiString name = AsciiString.of(field.getKey());
      AsciiString value = AsciiString.of(field.getValue());
      String wrong;
      if (!name.isEmpty() && name.charAt(0) == ':') {
        wrong = pseudo.take(name, value);
      } else {
        octets += name.length() + AROUND_VALUE + value.length();
        if (octets > limits.headers() || fields.isFull()) {
          return refused(Fault.HEADERS_TOO_LARGE, Fault.HEADERS_TOO_LARGE.detail(), null);
        }
        wrong = field(name, value);
      }
      if (wrong != null) {
        return rejected(wrong, null);
      }
    }
    String conflict = fields.conflict(false);
    String wrong = conflict == null ? pseudo.error() : conflict;
    return wrong == null ? request(ends) : rejected(wrong, null);
  }

  private @Nullable String field(AsciiString name, AsciiString value) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Tokens.isTokenCharacter(c) || (c >= 'A' && c <= 'Z')) {
        return "a header's name has a character that names can't have";
      }
    }
    int length = value.length();
    if (length > 0 && (isBlank(value.byteAt(0)) || isBlank(value.byteAt(length - 1)))) {
      return "a header's value begins or ends with white space";
    }
    line.clear();
    line.writeBytes(name.array(), name.arrayOffset(), name.length());
    line.writeByte(':');
    line.writeBytes(value.array(), value.arrayOffset(), length);
    String wrong = fields.read(line, 0, line.writerIndex());
    return wrong == null ? keep(name.toString(), value.toString()) : wrong;
  }

  private @Nullable String keep(String name, String value) {
    switch (name) {
      case "connection",
          "proxy-connection",
          "keep-alive",
          "transfer-encoding",
          "upgrade",
          "http2-settings" -> {
        return "a header is there that only HTTP/1 has";
      }
      case "te" -> {
        if (!value.equalsIgnoreCase("trailers")) {
          return "TE is not just \"trailers\"";
        }
        headers.add(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
      }
      case "host" -> hosts.add(value);
      case "cookie" -> {
        // RFC 9113, section 8.2.3: one header in pieces
        cookies = cookies == null ? new StringBuilder(value) : cookies.append("; ").append(value);
      }
      default -> headers.add(name, value);
    }
    return null;
  }

  private Outcome request(boolean ends) {
    String method = pseudo.method();
    if (method.length() + pseudo.path().length() + AROUND_TARGET > limits.requestLine()) {
      Fault fault = Fault.REQUEST_LINE_TOO_LONG;
      return refused(fault, fault.detail(), null);
    }
    List<String> one = pseudo.hosts(hosts);
    if (cookies != null) {
      headers.add(HttpHeaderNames.COOKIE, cookies.toString());
    }
    var request =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), pseudo.path(), headers, false);
    return switch (RequestGuard.judge(method, pseudo.path(), one)) {
      case RequestGuard.Verdict.Ambiguous(String detail) -> rejected(detail, request);
      case RequestGuard.Verdict.Clear(String target) -> {
        request.setUri(target);
        headers.set(HttpHeaderNames.HOST, one.getFirst());
        if (!ends && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
          headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        yield new Outcome.Clear(request);
      }
    };
  }

  private Outcome rejected(String detail, @Nullable HttpRequest request) {
    return refused(Fault.REQUEST_REJECTED, detail, request);
  }

  private Outcome refused(Fault fault, String detail, @Nullable HttpRequest request) {
    return new Outcome.Refused(fault, detail, request, pseudo.isHead());
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }
}
