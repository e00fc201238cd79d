package dev.gatehouse.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriTemplate;
import reactor.netty.http.server.HttpServerResponse;

/** A filter of Spring Cloud Gateway's that Gatehouse applies by itself, to the same effect. */
sealed interface PlainFilter {

  /** Works on a request before it is sent. */
  sealed interface OnRequest extends PlainFilter {

    /**
     * Changes the request.
     *
     * @return the answer in the upstream's place; null where the request goes on
     */
    @Nullable Ending apply(Outgoing request);
  }

  /** Works on the head of an upstream's response. */
  sealed interface OnResponse extends PlainFilter {

    /** Changes the head. */
    void apply(HttpServerResponse response, Map<String, String> variables);
  }

  /** The answer of a filter that lets no upstream answer. */
  sealed interface Ending {}

  /** Answers where else to look. */
  record Redirected(int status, String location) implements Ending {}

  /** A header's value, in which names in braces stand for what predicates captured. */
  record Value(String text, @Nullable UriComponents template) {

    static Value of(String text) {
      return new Value(
          text, text.indexOf('{') < 0 ? null : UriComponentsBuilder.fromPath(text).build());
    }

    String expand(Map<String, String> variables) {
      return template == null ? text : String.valueOf(template.expand(variables).getPath());
    }
  }

  /** A path, in which names in braces stand for what predicates captured. */
  record PathTemplate(@Nullable String path, UriTemplate template) {

    static PathTemplate of(String text) {
      var template = new UriTemplate(text);
      return new PathTemplate(
          text.indexOf('{') < 0 ? template.expand(Map.of()).getRawPath() : null, template);
    }

    String expand(Map<String, String> variables) {
      return path == null ? String.valueOf(template.expand(variables).getRawPath()) : path;
    }
  }

  /** Takes the first segments off the path. */
  record StripPrefix(int parts) implements OnRequest {

    @Override
    public @Nullable Ending apply(Outgoing request) {
      String path = request.path();
      var rest = new StringBuilder(path.length()).append('/');
      int segment = 0;
      int start = 0;
      while (start < path.length()) {
        int slash = path.indexOf('/', start);
        int end = slash < 0 ? path.length() : slash;
        if (end > start && segment++ >= parts) {
          if (rest.length() > 1) {
            rest.append('/');
          }
          rest.append(path, start, end);
        }
        start = end + 1;
      }
      if (rest.length() > 1 && path.endsWith("/")) {
        rest.append('/');
      }
      request.path(rest.toString());
      return null;
    }
  }

  /** Puts a path in front. */
  record PrefixPath(PathTemplate prefix) implements OnRequest {

    @Override
    public @Nullable Ending apply(Outgoing request) {
      if (request.prefixOnce()) {
        request.path(prefix.expand(request.variables()) + request.path());
      }
      return null;
    }
  }

  /** Sets the path. */
  record SetPath(PathTemplate template) implements OnRequest {

    @Override
    public @Nullable Ending apply(Outgoing request) {
      request.path(template.expand(request.variables()));
      return null;
    }
  }

  /** Replaces what the pattern finds in the path. */
  record RewritePath(Pattern pattern, String replacement) implements OnRequest {

    @Override
    public @Nullable Ending apply(Outgoing request) {
      request.path(pattern.matcher(request.path()).replaceAll(replacement));
      return null;
    }
  }

  /** Refuses a body that is larger, or turns out to be. */
  record RequestSize(long most) implements OnRequest {

    @Override
    public @Nullable Ending apply(Outgoing request) {
      CountedBody.check(request.lines().get("content-length"), most);
      request.limitBody(most);
      return null;
    }
  }

  /** Adds a header line. */
  record AddRequestHeader(String name, Value value) implements OnRequest {

    @Override
    public @Nullable Ending apply(Outgoing request) {
      request.lines().add(name, value.expand(request.variables()));
      return null;
    }
  }

  /** Sets a header. */
  record SetRequestHeader(String name, Value value) implements OnRequest {

    @Override
    public @Nullable Ending apply(Outgoing request) {
      request.lines().set(name, value.expand(request.variables()));
      return null;
    }
  }

  /** Removes a header. */
  record RemoveRequestHeader(String name) implements OnRequest {

    @Override
    public @Nullable Ending apply(Outgoing request) {
      request.lines().remove(name);
      return null;
    }
  }

  /** Adds the lines of one header to another. */
  record MapRequestHeader(String from, String to) implements OnRequest {

    @Override
    public @Nullable Ending apply(Outgoing request) {
      List<String> values = request.lines().all(from);
      for (int i = 0; i < values.size(); i++) {
        request.lines().add(to, values.get(i));
      }
      return null;
    }
  }

  /** Sends the client's {@code Host}. */
  record PreserveHost() implements OnRequest {

    @Override
    public @Nullable Ending apply(Outgoing request) {
      request.preserveHost();
      return null;
    }
  }

  /** Sends the client elsewhere. */
  record RedirectTo(int status, URI location, boolean withParameters) implements OnRequest {

    @Override
    public Ending apply(Outgoing request) {
      return new Redirected(status, location(request));
    }

    private String location(Outgoing request) {
      if (!withParameters) {
        return location.toString();
      }
      UriComponentsBuilder uri = UriComponentsBuilder.fromUri(location);
      QueryParameters.of(request.query()).addTo(uri);
      return uri.build().toUri().toString();
    }
  }

  /**
   * Adds a header line.
   *
   * @param always whether also where the header has a value
   */
  record AddResponseHeader(String name, Value value, boolean always) implements OnResponse {

    @Override
    public void apply(HttpServerResponse response, Map<String, String> variables) {
      HttpHeaders headers = response.responseHeaders();
      if (always || isBlank(headers.getAll(name))) {
        headers.add(name, value.expand(variables));
      }
    }

    private static boolean isBlank(List<String> values) {
      for (int i = 0; i < values.size(); i++) {
        if (StringUtils.hasText(values.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /** Sets a header. */
  record SetResponseHeader(String name, String value) implements OnResponse {

    @Override
    public void apply(HttpServerResponse response, Map<String, String> variables) {
      response.responseHeaders().set(name, value);
    }
  }

  /** Removes a header. */
  record RemoveResponseHeader(String name) implements OnResponse {

    @Override
    public void apply(HttpServerResponse response, Map<String, String> variables) {
      response.responseHeaders().remove(name);
    }
  }

  /** Sets the status. */
  record SetStatus(int status) implements OnResponse {

    @Override
    public void apply(HttpServerResponse response, Map<String, String> variables) {
      response.status(status);
    }
  }
}
