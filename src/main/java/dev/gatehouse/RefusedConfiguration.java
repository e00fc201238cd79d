package dev.gatehouse;

/** A configuration that turned out wrong while the application was being put together. */
final class RefusedConfiguration extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Refuses.
   *
   * @param report the problems, as they are to be printed
   */
  RefusedConfiguration(String report) {
    super(report);
  }
}
