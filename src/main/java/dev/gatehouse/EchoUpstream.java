package dev.gatehouse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/**
 * The demo's upstream: answers {@code /headers} with the header fields it received, as go-httpbin
 * does, on loopback alone.
 */
final class EchoUpstream implements AutoCloseable {

  private static final int MAX_HEAD = 64 * 1024;
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private final JsonFactory json = new JsonFactory();
  private final DisposableServer server;

  private EchoUpstream(int port) {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(port)
            .httpRequestDecoder(
                decoder -> decoder.maxHeaderSize(MAX_HEAD).maxInitialLineLength(MAX_HEAD))
            .handle(this::answer)
            .bindNow();
  }

  /** Starts one on this port, or on a free one where it is taken. */
  static EchoUpstream startNear(int port) {
    try {
      return new EchoUpstream(port);
    } catch (ChannelBindException taken) {
      return new EchoUpstream(0);
    }
  }

  /** The port it listens on. */
  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.disposeNow();
  }

  private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    if (!request.fullPath().equals("/headers")) {
      return response.status(404).send();
    }
    return response
        .header(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
        .sendByteArray(Mono.fromSupplier(() -> render(request)));
  }

  private byte[] render(HttpServerRequest request) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(new Indented(), bytes)) {
      out.writeStartObject();
      out.writeName("headers");
      out.writeStartObject();
      for (var field : fields(request).entrySet()) {
        out.writeName(field.getKey());
        out.writeStartArray();
        field.getValue().forEach(out::writeString);
        out.writeEndArray();
      }
      out.writeEndObject();
      out.writeEndObject();
      out.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  private static SortedMap<String, List<String>> fields(HttpServerRequest request) {
    SortedMap<String, List<String>> fields = new TreeMap<>();
    for (Map.Entry<String, String> line : request.requestHeaders()) {
      fields
          .computeIfAbsent(canonical(line.getKey()), _ -> new ArrayList<>())
          .add(new String(line.getValue().getBytes(ISO_8859_1), UTF_8));
    }
    return fields;
  }

  /** The name as Go spells it: a capital at the start and behind every hyphen. */
  static String canonical(String name) {
    var spelled = new StringBuilder(name.length());
    boolean capital = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean lower = c >= 'a' && c <= 'z';
      boolean upper = c >= 'A' && c <= 'Z';
      if (!lower && !upper && (c < '0' || c > '9') && TOKEN_MARKS.indexOf(c) < 0) {
        return name;
      }
      spelled.append((char) (capital && lower ? c - 32 : !capital && upper ? c + 32 : c));
      capital = c == '-';
    }
    return spelled.toString();
  }

  /** Two spaces a level and {@code "name": value}, as Go's encoder indents. */
  private static final class Indented extends ObjectWriteContext.Base {

    @Override
    public PrettyPrinter getPrettyPrinter() {
      var indenter = new DefaultIndenter("  ", "\n");
      return new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectNameValueSpacing(Separators.Spacing.AFTER))
          .withObjectIndenter(indenter)
          .withArrayIndenter(indenter);
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
  }
}
