package dev.gatehouse.operations;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;

/**
 * Where the access log goes unless the user's own Logback configuration says otherwise: to standard
 * output, the bare line, from a thread of its own. A reader of it who is too slow loses lines
 * rather than blocking the event loop.
 */
final class AccessLogAppender {

  private static final int WAITING_LINES = 8192;

  private AccessLogAppender() {}

  /** Gives the logger its appender, unless it has one. */
  static void attachTo(Logger logger) {
    if (logger.iteratorForAppenders().hasNext()) {
      return;
    }
    LoggerContext context = logger.getLoggerContext();
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    var async = new AsyncAppender();
    async.setContext(context);
    async.setName(logger.getName());
    async.setQueueSize(WAITING_LINES);
    async.setDiscardingThreshold(0);
    async.setNeverBlock(true);
    async.addAppender(console);
    async.start();
    logger.addAppender(async);
    logger.setAdditive(false);
  }
}
