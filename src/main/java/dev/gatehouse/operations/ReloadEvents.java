package dev.gatehouse.operations;

/** Told what became of a changed configuration; must not block and must not throw. */
public interface ReloadEvents {

  /** The changed configuration is in force. */
  void reloaded();

  /**
   * The changed configuration was refused; the one in force stays.
   *
   * @param reason the first error with its position, without secrets
   */
  void refused(String reason);

  /** Listens to nothing. */
  static ReloadEvents none() {
    return new ReloadEvents() {
      @Override
      public void reloaded() {}

      @Override
      public void refused(String reason) {}
    };
  }
}
