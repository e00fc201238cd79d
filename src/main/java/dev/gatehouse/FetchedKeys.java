package dev.gatehouse;

import dev.gatehouse.keys.KeySet;
import dev.gatehouse.keys.Keys;
import org.jspecify.annotations.Nullable;

/**
 * Keys for one decision: fetched when they are first asked for, and then the newest there are. A
 * gateway that has been running for a while would fetch once more for a {@code kid} they lack; here
 * that was a moment ago.
 */
final class FetchedKeys implements KeySet {

  private final KeySet keys;

  FetchedKeys(KeySet keys) {
    this.keys = keys;
  }

  @Override
  public Lookup current() {
    keys.start();
    return keys.current();
  }

  @Override
  public Lookup newerThan(Keys seen, @Nullable String kid) {
    return new Lookup.Available(seen);
  }

  @Override
  public void start() {
    keys.start();
  }

  @Override
  public void close() {
    keys.close();
  }
}
