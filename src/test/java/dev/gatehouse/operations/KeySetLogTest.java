package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeySetLogTest {

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("gatehouse.keys");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final KeySetLog log = new KeySetLog("keycloak", logger);

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    lines.setContext(context);
    lines.start();
    logger.addAppender(lines);
  }

  @Test
  void tellsOfKeysThatChangeAndNotOfThoseThatDoNot() {
    log.refreshed(2, true);
    log.refreshed(2, false);
    log.refreshed(3, true);

    assertThat(messages())
        .containsExactly(
            "INFO Provider keycloak: keys in force: 2", "INFO Provider keycloak: keys in force: 3");
  }

  @Test
  void tellsOfTheFirstFailureOfARowAndOfItsEnd() {
    log.failed("connection refused");
    log.failed("connection refused");
    log.refreshed(2, false);
    log.failed("status 500");

    assertThat(messages())
        .containsExactly(
            "WARN Provider keycloak: its keys can't be had: connection refused",
            "INFO Provider keycloak: keys in force: 2",
            "WARN Provider keycloak: its keys can't be had: status 500");
  }

  private List<String> messages() {
    return lines.list.stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .toList();
  }
}
