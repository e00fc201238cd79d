package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.request.AnsweredRequest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessLogTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger(AccessLog.LOGGER);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AccessLog log = new AccessLog(logger);

  @BeforeEach
  void listen() {
    lines.setContext(context);
    lines.start();
    logger.addAppender(lines);
  }

  @Test
  void writesOneJsonLineARequest() {
    log.answered(
        new AnsweredRequest(
            NOON,
            Duration.ofNanos(1_002_003_999),
            "a1",
            "192.0.2.1",
            "GET",
            "/orders/%2e\"",
            401,
            "orders",
            "default",
            "keycloak",
            "token_expired",
            null,
            null,
            null));

    assertThat(line())
        .isEqualTo(
            "{\"time\":\"2026-03-01T12:00:00.123456Z\",\"requestId\":\"a1\","
                + "\"client\":\"192.0.2.1\",\"method\":\"GET\",\"path\":\"/orders/%2e\\\"\","
                + "\"status\":401,\"duration\":1.002003,\"route\":\"orders\","
                + "\"policy\":\"default\",\"provider\":\"keycloak\",\"code\":\"token_expired\"}");
  }

  @Test
  void tellsWhyAPolicyInShadowModeWouldRefuse() {
    log.answered(
        new AnsweredRequest(
            NOON,
            Duration.ZERO,
            "a5",
            "::1",
            "GET",
            "/",
            200,
            "orders",
            "default",
            "keycloak",
            null,
            "token_expired",
            null,
            null));

    assertThat(line())
        .endsWith("\"provider\":\"keycloak\",\"wouldRefuse\":\"token_expired\"}")
        .contains("\"status\":200")
        .doesNotContain("\"code\"");
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    log.answered(
        new AnsweredRequest(
            NOON,
            Duration.ZERO,
            "a2",
            "::1",
            null,
            null,
            400,
            null,
            null,
            null,
            "request_rejected",
            null,
            null,
            null));

    assertThat(line())
        .isEqualTo(
            "{\"time\":\"2026-03-01T12:00:00.123456Z\",\"requestId\":\"a2\",\"client\":\"::1\","
                + "\"status\":400,\"duration\":0.000000,\"code\":\"request_rejected\"}");
  }

  @Test
  void aLineBreakInAPathOrASubjectStartsNoSecondLine() {
    log.answered(
        new AnsweredRequest(
            NOON,
            Duration.ofMillis(5),
            "a3",
            "::1",
            "GET",
            "/a\r\n{\"status\":200}é",
            200,
            null,
            null,
            null,
            null,
            null,
            "al\u2028ice",
            null));

    assertThat(line())
        .contains("/a\\r\\n{\\\"status\\\":200}\\u00E9", "\"sub\":\"al\\u2028ice\"")
        .doesNotContain("\n", "\r", "\u2028");
  }

  @Test
  void canBeSwitchedOff() {
    logger.setLevel(Level.OFF);

    log.answered(
        new AnsweredRequest(
            NOON,
            Duration.ZERO,
            "a4",
            "::1",
            null,
            null,
            400,
            null,
            null,
            null,
            null,
            null,
            null,
            null));

    assertThat(lines.list).isEmpty();
  }

  @Test
  void goesToStandardOutputOnceUnlessTheUserHasSaidWhere() {
    Logger fresh = context.getLogger("fresh");
    AccessLogAppender.attachTo(fresh);
    AccessLogAppender.attachTo(fresh);

    assertThat(fresh.iteratorForAppenders()).toIterable().hasSize(1);
    assertThat(fresh.isAdditive()).isFalse();

    AccessLogAppender.attachTo(logger);
    assertThat(logger.iteratorForAppenders()).toIterable().containsExactly(lines);
    context.stop();
  }

  private String line() {
    assertThat(lines.list).hasSize(1);
    return lines.list.getFirst().getFormattedMessage();
  }
}
