package dev.gatehouse.keys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Keys of a file, read again whenever it changes. A file without a usable key changes nothing. */
final class FileKeySet implements MonitoredKeySet {

  private static final int LARGEST = 1 << 20;

  private final Path file;
  private final KeySetParser parser;
  private final KeySetEvents events;
  private final Background background;
  private final Disposable.Swap watch = Disposables.swap();
  private byte[] digest = new byte[0];
  private volatile State state;

  private record State(
      Lookup.Available answer,
      List<SkippedKey> skipped,
      Instant confirmed,
      @Nullable String error) {}

  /** A file whose content was read and found usable. */
  FileKeySet(
      Path file,
      KeyDocument.Usable content,
      KeySetParser parser,
      KeySetEvents events,
      Background background) {
    this.file = file.toAbsolutePath();
    this.parser = parser;
    this.events = events;
    this.background = background;
    this.state =
        new State(
            new Lookup.Available(content.keys()),
            content.skipped(),
            background.clock().instant(),
            null);
  }

  @Override
  public Lookup current() {
    return state.answer();
  }

  @Override
  public Lookup newerThan(Keys seen, @Nullable String kid) {
    return state.answer();
  }

  @Override
  public void start() {
    watch.update(FileWatch.of(file, this::look, background.workers()));
  }

  private synchronized void look() {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      failed("the file cannot be read (" + e.getClass().getSimpleName() + ")");
      return;
    }
    byte[] found = Sha256.of(content);
    if (MessageDigest.isEqual(found, digest)) {
      State last = state;
      if (last.error() == null) {
        state = new State(last.answer(), last.skipped(), background.clock().instant(), null);
      }
      return;
    }
    digest = found;
    if (content.length > LARGEST) {
      failed("the file is larger than 1 MB");
      return;
    }
    switch (parser.parse(content)) {
      case KeyDocument.Usable usable -> replace(usable);
      case KeyDocument.Unusable(var reason, _) -> failed(reason);
    }
  }

  private void replace(KeyDocument.Usable content) {
    State last = state;
    boolean same = last.answer().keys().all().equals(content.keys().all());
    Lookup.Available answer = same ? last.answer() : new Lookup.Available(content.keys());
    state = new State(answer, content.skipped(), background.clock().instant(), null);
    for (SkippedKey skipped : content.skipped()) {
      if (!last.skipped().contains(skipped)) {
        events.skipped(skipped);
      }
    }
    events.refreshed(content.keys().all().size(), !same);
  }

  private void failed(String reason) {
    State last = state;
    if (!reason.equals(last.error())) {
      digest = new byte[0];
      state = new State(last.answer(), last.skipped(), last.confirmed(), reason);
      events.failed(reason);
    }
  }

  @Override
  public KeyOrigin origin() {
    return KeyOrigin.FILE;
  }

  @Override
  public KeySetStatus status() {
    State now = state;
    return new KeySetStatus(
        now.answer().keys().all().size(), now.confirmed(), now.confirmed(), now.error(), null);
  }

  @Override
  public Mono<Void> firstFetch() {
    return Mono.empty();
  }

  @Override
  public void close() {
    watch.dispose();
  }
}
