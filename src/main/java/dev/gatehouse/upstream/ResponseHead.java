package dev.gatehouse.upstream;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the head of an upstream's response means for its connection. */
final class ResponseHead {

  /** The largest body that is worth a copy, to be sent on in one message with its head. */
  private static final int SMALL = 8 * 1024;

  private ResponseHead() {}

  /**
   * Whether the final response is still to come (RFC 9110, section 15.2), as behind 103 Early
   * Hints. A 101 ends the exchange: nobody asks for one here.
   */
  static boolean isInterim(HttpResponse response) {
    return response.status().codeClass() == HttpStatusClass.INFORMATIONAL
        && response.status().code() != 101;
  }

  /** Why the response is none to pass on; null where it is one. */
  static @Nullable String refusal(HttpResponse response) {
    int status = response.status().code();
    if (status < 200 || status > 999) {
      return "the upstream's status ends no request";
    }
    return isFramedPlainly(response)
        ? null
        : "the upstream's body is coded for this connection alone";
  }

  /**
   * Whether the body is whole without its transfer codings. Those are for one connection (RFC 9112,
   * section 6.1), and Netty takes off {@code chunked} alone: the client would get what is left,
   * gzip for one, as if it were the body.
   */
  private static boolean isFramedPlainly(HttpResponse response) {
    List<String> codings = response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return codings.isEmpty()
        || (codings.size() == 1
            && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst()));
  }

  /** Whether the connection may be used again behind this response. */
  static boolean isConnectionKept(HttpResponse response) {
    return HttpUtil.isKeepAlive(response) && !leavesABodyUnread(response);
  }

  /** Whether it announces a body where there is none (RFC 9112, section 6.3): Netty reads none. */
  private static boolean leavesABodyUnread(HttpResponse response) {
    if (!response.status().equals(HttpResponseStatus.NO_CONTENT)) {
      return false;
    }
    String length = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (length != null && !HttpHeaderValues.ZERO.contentEquals(length));
  }

  /** Whether this is all of a small body. */
  static boolean isWhole(LastHttpContent last) {
    return last.trailingHeaders().isEmpty() && last.content().readableBytes() <= SMALL;
  }
}
