package dev.gatehouse.keys;

/** Told what happens to one key set, in order; must not block and must not throw. */
public interface KeySetEvents {

  /**
   * The keys were confirmed or replaced.
   *
   * @param changed whether they are others than before
   */
  void refreshed(int keys, boolean changed);

  /** A fetch failed; the last good keys, if any, stay in force. The reason holds no secret. */
  void failed(String reason);

  /** An entry of the set cannot verify; told once, until it goes away and comes back. */
  void skipped(SkippedKey key);

  /** Listens to nothing. */
  static KeySetEvents none() {
    return new KeySetEvents() {
      @Override
      public void refreshed(int keys, boolean changed) {}

      @Override
      public void failed(String reason) {}

      @Override
      public void skipped(SkippedKey key) {}
    };
  }
}
