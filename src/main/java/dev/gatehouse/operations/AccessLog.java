package dev.gatehouse.operations;

import dev.gatehouse.request.AnsweredRequest;
import dev.gatehouse.request.RequestLog;
import java.io.StringWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * The access log: one JSON line a request. What is not known of a request is left out; {@code
 * duration} is in seconds. Neither the query nor any header is ever in it, so no token is.
 */
final class AccessLog implements RequestLog {

  /** The logger it writes to. */
  static final String LOGGER = "gatehouse.access";

  private final JsonFactory json =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private final Logger logger;

  AccessLog(Logger logger) {
    this.logger = logger;
  }

  @Override
  public void answered(AnsweredRequest request) {
    if (logger.isInfoEnabled()) {
      logger.info(render(request));
    }
  }

  private String render(AnsweredRequest request) {
    var line = new StringWriter(320);
    try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), line)) {
      out.writeStartObject();
      out.writeStringProperty("time", request.received().toString());
      out.writeStringProperty("requestId", request.requestId());
      write(out, "traceId", request.traceId());
      out.writeStringProperty("client", request.client());
      write(out, "method", request.method());
      write(out, "path", request.rawPath());
      out.writeNumberProperty("status", request.status());
      out.writeName("duration");
      out.writeNumber(seconds(request.duration()));
      write(out, "route", request.route());
      write(out, "policy", request.policy());
      write(out, "provider", request.provider());
      write(out, "code", request.code());
      write(out, "wouldRefuse", request.wouldRefuse());
      write(out, "sub", request.subject());
      out.writeEndObject();
    }
    return line.toString();
  }

  private static void write(JsonGenerator out, String name, @Nullable String value) {
    if (value != null) {
      out.writeStringProperty(name, value);
    }
  }

  /** Seconds with the six digits of microseconds, as JSON writes a number. */
  private static String seconds(Duration duration) {
    String micros = String.valueOf(duration.toNanosPart() / 1000);
    return duration.toSeconds() + "." + "000000".substring(micros.length()) + micros;
  }
}
