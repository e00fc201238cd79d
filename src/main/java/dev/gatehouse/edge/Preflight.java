package dev.gatehouse.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A browser's question whether a page of another origin may send a request (Fetch standard,
 * "CORS-preflight request").
 *
 * @param origin the page's; null where the request names none or several
 * @param method the method of the request asked about
 * @param headers the names of its headers that need leave
 */
public record Preflight(@Nullable String origin, String method, List<String> headers) {

  public Preflight {
    headers = List.copyOf(headers);
  }

  /**
   * Reads a request.
   *
   * @return null where it is no preflight, as it has no origin, or does not ask about one method
   */
  public static @Nullable Preflight of(String method, HttpHeaders fields) {
    if (!method.equals("OPTIONS")) {
      return null;
    }
    List<String> methods = fields.getAll(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    boolean asks = methods.size() == 1 && Tokens.isToken(methods.getFirst());
    if (!asks || !fields.contains(HttpHeaderNames.ORIGIN)) {
      return null;
    }
    List<String> origins = fields.getAll(HttpHeaderNames.ORIGIN);
    List<String> headers = new ArrayList<>();
    for (String line : fields.getAll(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS)) {
      addNames(line, headers);
    }
    return new Preflight(
        origins.size() == 1 ? origins.getFirst() : null, methods.getFirst(), headers);
  }

  private static void addNames(String line, List<String> names) {
    int start = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || line.charAt(i) == ',') {
        String name = line.substring(start, i).strip();
        if (!name.isEmpty()) {
          names.add(name);
        }
        start = i + 1;
      }
    }
  }
}
