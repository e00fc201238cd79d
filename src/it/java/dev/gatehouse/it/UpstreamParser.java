package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests as an upstream without any mercy would (RFC 9112 to the letter), so that whatever
 * a gateway lets through half cleaned is caught.
 */
final class UpstreamParser {

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + ") ([^\\x00-\\x20\\x7f]+) HTTP/1\\.([01])");
  private static final Pattern FIELD =
      Pattern.compile("(" + TOKEN + "):[ \\t]*([^\\x00-\\x08\\x0a-\\x1f\\x7f]*?)[ \\t]*");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9a-fA-F]{1,8}");

  private final InputStream in;
  private final StringBuilder read = new StringBuilder();

  UpstreamParser(InputStream in) {
    this.in = in;
  }

  /** The next request; null where the connection ended between two. */
  @Nullable SeenRequest next() throws IOException {
    read.setLength(0);
    String line = line(true);
    if (line == null) {
      return null;
    }
    var start = REQUEST_LINE.matcher(line);
    if (!start.matches()) {
      throw bad("request line");
    }
    List<Field> fields = fields();
    var head = new SeenRequest(start.group(1), start.group(2), fields, List.of(), "");
    if (start.group(3).equals("1") && head.headers("Host").size() != 1) {
      throw bad("Host");
    }
    List<String> codings = head.headers("Transfer-Encoding");
    List<String> lengths = head.headers("Content-Length");
    if (codings.isEmpty()) {
      return withBody(head, lengths.isEmpty() ? "" : exactly(length(lengths)), List.of());
    }
    if (!lengths.isEmpty() || codings.size() != 1 || !codings.getFirst().equals("chunked")) {
      throw bad("framing");
    }
    String body = chunks();
    return withBody(head, body, fields());
  }

  private static SeenRequest withBody(SeenRequest head, String body, List<Field> trailers) {
    return new SeenRequest(head.method(), head.target(), head.fields(), trailers, body);
  }

  private int length(List<String> lengths) throws BadRequest {
    if (lengths.size() != 1 || !DIGITS.matcher(lengths.getFirst()).matches()) {
      throw bad("Content-Length");
    }
    return Integer.parseInt(lengths.getFirst());
  }

  private List<Field> fields() throws IOException {
    List<Field> fields = new ArrayList<>();
    while (true) {
      String line = line(false);
      if (line == null || line.isEmpty()) {
        return List.copyOf(fields);
      }
      var field = FIELD.matcher(line);
      if (!field.matches()) {
        throw bad("header line");
      }
      fields.add(new Field(field.group(1), field.group(2)));
    }
  }

  private String chunks() throws IOException {
    var body = new StringBuilder();
    while (true) {
      String size = line(false);
      if (size == null || !CHUNK_SIZE.matcher(size).matches()) {
        throw bad("chunk size");
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        return body.toString();
      }
      body.append(exactly(length));
      if (!exactly(2).equals("\r\n")) {
        throw bad("chunk end");
      }
    }
  }

  private String exactly(int count) throws IOException {
    String text = new String(in.readNBytes(count), ISO_8859_1);
    read.append(text);
    if (text.length() < count) {
      throw new Aborted("in a body: " + read);
    }
    return text;
  }

  private @Nullable String line(boolean endIsFine) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      read.append((char) octet);
      if (octet == '\n') {
        String text = line.toString(ISO_8859_1);
        if (!text.endsWith("\r")) {
          throw bad("bare LF");
        }
        return text.substring(0, text.length() - 1);
      }
      line.write(octet);
    }
    if (endIsFine && line.size() == 0) {
      return null;
    }
    throw new Aborted("in a head: " + read);
  }

  private BadRequest bad(String what) {
    return new BadRequest(what + ": " + read);
  }

  /** Octets that are no request. */
  static final class BadRequest extends IOException {
    private static final long serialVersionUID = 1;

    private BadRequest(String message) {
      super(message);
    }
  }

  /** A request that was begun and not ended. */
  static final class Aborted extends IOException {
    private static final long serialVersionUID = 1;

    private Aborted(String message) {
      super(message);
    }
  }
}
