package dev.gatehouse.errors;

import dev.gatehouse.request.HeaderField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer of Gatehouse's own, ready for the wire. Whoever writes it adds {@code Content-Length}
 * and {@code X-Request-Id}, and leaves the body out for {@code HEAD} (RFC 9110, section 9.3.2).
 *
 * @param status the HTTP status
 * @param headers the header lines
 * @param body the body, in ASCII
 */
public record Answer(int status, List<HeaderField> headers, String body) {

  public Answer {
    headers = List.copyOf(headers);
  }

  /** The same answer with these header lines behind its own. */
  public Answer with(List<HeaderField> more) {
    List<HeaderField> all = new ArrayList<>(headers);
    all.addAll(more);
    return new Answer(status, all, body);
  }

  /** The octets of the body. */
  public byte[] bytes() {
    return body.getBytes(StandardCharsets.US_ASCII);
  }
}
