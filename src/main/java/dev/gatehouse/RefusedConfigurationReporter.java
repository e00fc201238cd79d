package dev.gatehouse;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Prints a refused configuration's problems in the place of Spring Boot's report, which would bury
 * them in a stack trace.
 */
public final class RefusedConfigurationReporter implements SpringBootExceptionReporter {

  /** The bean in which all of Spring Boot's SSL bundles are read. */
  private static final String BUNDLES = "sslBundleRegistry";

  /** What {@code spring.factories} asks for; the context is of no use here. */
  public RefusedConfigurationReporter(@Nullable ConfigurableApplicationContext context) {}

  @Override
  public boolean reportException(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RefusedConfiguration refused) {
        System.err.print(refused.getMessage());
        return true;
      }
      if (cause instanceof BeanCreationException bean && BUNDLES.equals(bean.getBeanName())) {
        String reason = bean.getMostSpecificCause().getMessage();
        System.err.println("error: spring.ssl.bundle cannot be read: " + reason);
        return true;
      }
    }
    return false;
  }
}
