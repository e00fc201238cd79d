package dev.gatehouse.keys;

import static dev.gatehouse.keys.RemoteKeySetFixture.kidsOf;
import static dev.gatehouse.keys.TestKeySets.jwks;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class FileKeySetTest {

  @TempDir private Path folder;

  private final KeySetParser parser = new KeySetParser();
  private final RecordedEvents events = new RecordedEvents();
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private KeyDocument.Usable read(Path file) throws IOException {
    return (KeyDocument.Usable) parser.parse(Files.readAllBytes(file));
  }

  private MonitoredKeySet polled(Path file) throws IOException {
    return new KeySets(parser, InstantSource.system(), time, time, () -> 0)
        .file(file, read(file), events);
  }

  private void poll() {
    time.advanceTimeBy(FileWatch.LOOK);
  }

  @Test
  void servesWhatTheFileHeldBeforeItIsStarted() throws IOException {
    MonitoredKeySet keys = polled(write("keys.json", jwks("a")));
    assertThat(kidsOf(keys.current())).containsExactly("a");
    assertThat(keys.status().keys()).isEqualTo(1);
    assertThat(keys.firstFetch().blockOptional()).isEmpty();
  }

  @Test
  void takesANewFileAndKeepsTheLastGoodKeysWhereItIsBad() throws IOException {
    Path file = write("keys.json", jwks("a"));
    try (MonitoredKeySet keys = polled(file)) {
      keys.start();
      write("keys.json", jwks("a", "b"));
      poll();
      assertThat(kidsOf(keys.current())).containsExactly("a", "b");
      Keys held = RemoteKeySetFixture.keysOf(keys.current());

      write("keys.json", "{\"keys\":");
      poll();
      poll();
      assertThat(RemoteKeySetFixture.keysOf(keys.newerThan(held, "c"))).isSameAs(held);
      assertThat(keys.status().lastError()).startsWith("not JSON");

      Files.delete(file);
      poll();
      assertThat(keys.status().lastError()).contains("cannot be read");

      write("keys.json", jwks("b"));
      poll();
      assertThat(kidsOf(keys.newerThan(held, "c"))).containsExactly("b");
      assertThat(keys.status().lastError()).isNull();
      assertThat(events.lines)
          .containsExactly(
              "refreshed 1",
              "refreshed 2 changed",
              "failed not JSON without duplicate members (line 1, column 9)",
              "failed the file cannot be read (NoSuchFileException)",
              "refreshed 1 changed");
    }
  }

  @Test
  void tellsOfNothingWhereNothingChanged() throws IOException {
    try (MonitoredKeySet keys = polled(write("keys.json", jwks("a")))) {
      keys.start();
      for (int i = 0; i < 10; i++) {
        poll();
      }
      assertThat(events.lines).containsExactly("refreshed 1");
    }
  }

  @Test
  void recoversWhereTheFileIsWhatItWasBeforeItWentBad() throws IOException {
    try (MonitoredKeySet keys = polled(write("keys.json", jwks("a")))) {
      keys.start();
      write("keys.json", "");
      poll();
      assertThat(keys.status().lastError()).isEqualTo("neither JSON nor PEM");
      write("keys.json", jwks("a"));
      poll();
      assertThat(keys.status().lastError()).isNull();
    }
  }

  @Test
  void refusesAFileOfMoreThanOneMegabyte() throws IOException {
    try (MonitoredKeySet keys = polled(write("keys.json", jwks("a")))) {
      keys.start();
      write("keys.json", jwks("b") + " ".repeat(1 << 20));
      poll();
      assertThat(keys.status().lastError()).isEqualTo("the file is larger than 1 MB");
      assertThat(kidsOf(keys.current())).containsExactly("a");
    }
  }

  @Test
  void looksNoMoreWhenClosed() throws IOException {
    MonitoredKeySet keys = polled(write("keys.json", jwks("a")));
    keys.start();
    keys.close();
    write("keys.json", jwks("b"));
    poll();
    assertThat(kidsOf(keys.current())).containsExactly("a");
  }

  private MonitoredKeySet watched(Path file) throws IOException {
    return new KeySets(
            parser,
            InstantSource.system(),
            Schedulers.parallel(),
            Schedulers.boundedElastic(),
            () -> 0)
        .file(file, read(file), events);
  }

  @Test
  void noticesAFileThatIsReplaced() throws IOException {
    Path file = write("keys.json", jwks("a"));
    try (MonitoredKeySet keys = watched(file)) {
      keys.start();
      awaitThat(() -> events.lines.contains("refreshed 1"));
      Files.move(write("new", jwks("b")), file, StandardCopyOption.ATOMIC_MOVE);
      awaitThat(() -> kidsOf(keys.current()).contains("b"));
    }
  }

  /** How Kubernetes updates a mounted secret: files behind a link to a folder that is swapped. */
  @Test
  void noticesAMountThatIsSwapped() throws IOException {
    Files.createDirectory(folder.resolve("..1"));
    Files.createDirectory(folder.resolve("..2"));
    write("..1/keys.json", jwks("a"));
    write("..2/keys.json", jwks("b"));
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Path file = Files.createSymbolicLink(folder.resolve("keys.json"), Path.of("..data/keys.json"));
    try (MonitoredKeySet keys = watched(file)) {
      keys.start();
      awaitThat(() -> events.lines.contains("refreshed 1"));
      Path next = Files.createSymbolicLink(folder.resolve("..next"), Path.of("..2"));
      Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
      awaitThat(() -> kidsOf(keys.current()).contains("b"));
    }
  }

  private static void awaitThat(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }
}
