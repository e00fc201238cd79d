package dev.gatehouse.migration;

import java.util.ArrayList;
import java.util.List;

/**
 * What is said about a part of the imported files: it becomes comments in what is written.
 *
 * <p>Not thread-safe: one import.
 */
final class Notes {

  private final List<Note> all = new ArrayList<>();

  /**
   * A remark.
   *
   * @param text one sentence, with its place in front
   * @param lost whether something could not be carried over
   */
  record Note(String text, boolean lost) {}

  /** Something could not be carried over. */
  void lost(String text) {
    add(new Note(text, true));
  }

  /** Something is carried over, and the reader should know how. */
  void remark(String text) {
    add(new Note(text, false));
  }

  /** Says here too what was said there. */
  void addAll(Notes others) {
    others.all().forEach(this::add);
  }

  private void add(Note note) {
    if (!all.contains(note)) {
      all.add(note);
    }
  }

  /** In the order in which they were made. */
  List<Note> all() {
    return List.copyOf(all);
  }

  /** Whether something could not be carried over. */
  boolean anyLost() {
    return all.stream().anyMatch(Note::lost);
  }
}
