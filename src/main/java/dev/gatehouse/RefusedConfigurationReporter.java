package dev.gatehouse;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Prints a refused configuration's problems in the place of Spring Boot's report, which would bury
 * them in a stack trace.
 */
public final class RefusedConfigurationReporter implements SpringBootExceptionReporter {

  /** What {@code spring.factories} asks for; the context is of no use here. */
  public RefusedConfigurationReporter(@Nullable ConfigurableApplicationContext context) {}

  @Override
  public boolean reportException(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RefusedConfiguration refused) {
        System.err.print(refused.getMessage());
        return true;
      }
    }
    return false;
  }
}
