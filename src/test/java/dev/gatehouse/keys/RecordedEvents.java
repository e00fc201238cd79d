package dev.gatehouse.keys;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a key set told, one line each. */
final class RecordedEvents implements KeySetEvents {

  final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void refreshed(int keys, boolean changed) {
    lines.add("refreshed " + keys + (changed ? " changed" : ""));
  }

  @Override
  public void failed(String reason) {
    lines.add("failed " + reason);
  }

  @Override
  public void skipped(SkippedKey key) {
    lines.add("skipped " + key);
  }
}
