package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/**
 * A request to be written as it is: no header is added behind the test's back, refused, folded or
 * put in order, so that anything a hostile client can send can be sent.
 */
record Request(String method, String target, List<String> lines, String body) {

  static Request get(String target) {
    return of("GET", target);
  }

  static Request of(String method, String target) {
    return new Request(method, target, List.of("Host: gw.test", "Connection: close"), "");
  }

  /** A request whose only header lines are these. */
  static Request bare(String method, String target, String... lines) {
    return new Request(method, target, List.of(lines), "");
  }

  Request header(String name, String value) {
    return line(name + ": " + value);
  }

  Request bearer(String token) {
    SentTokens.register(token);
    return header("Authorization", "Bearer " + token);
  }

  Request line(String line) {
    List<String> more = new ArrayList<>(lines);
    more.add(line);
    return new Request(method, target, List.copyOf(more), body);
  }

  /** Keeps the connection open for a further request. */
  Request keepAlive() {
    List<String> kept = lines.stream().filter(line -> !line.equals("Connection: close")).toList();
    return new Request(method, target, kept, body);
  }

  Request body(String text) {
    return new Request(method, target, lines, text).header("Content-Length", "" + text.length());
  }

  /** The octets of the request. */
  byte[] bytes() {
    var text = new StringBuilder();
    text.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    lines.forEach(line -> text.append(line).append("\r\n"));
    return text.append("\r\n").append(body).toString().getBytes(ISO_8859_1);
  }
}
