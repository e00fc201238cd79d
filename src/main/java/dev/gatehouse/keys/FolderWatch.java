package dev.gatehouse.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Tells that something in a folder changed, on a thread of its own. Where the folder cannot be
 * watched it tells nothing, so nobody should rely on it alone.
 */
final class FolderWatch implements Disposable {

  private final @Nullable WatchService service;

  FolderWatch(Path folder, Runnable changed) {
    this.service = watch(folder);
    if (service != null) {
      Thread.ofVirtual().name("watch " + folder).start(() -> run(service, changed));
    }
  }

  private static @Nullable WatchService watch(Path folder) {
    try {
      WatchService service = folder.getFileSystem().newWatchService();
      folder.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
      return service;
    } catch (IOException | UnsupportedOperationException e) {
      // too many watches, or a file system without them: the caller also looks by itself
      return null;
    }
  }

  private static void run(WatchService service, Runnable changed) {
    try {
      WatchKey key;
      do {
        key = service.take();
        key.pollEvents();
        changed.run();
      } while (key.reset());
    } catch (ClosedWatchServiceException e) {
      // disposed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void dispose() {
    if (service != null) {
      try {
        service.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
