package dev.gatehouse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The native libraries in the jars, beside them: at each start they would be unpacked to the
 * temporary folder otherwise, which a hardened system mounts {@code noexec}, or not at all.
 */
final class NativeLibraries {

  /** Of this system: {@code .so}, {@code .dylib}. */
  private static final String SUFFIX = suffix(System.mapLibraryName(""));

  private NativeLibraries() {}

  /**
   * Unpacks them.
   *
   * @param folder where to; made here
   * @param jars the folder of the jars
   * @return the options that have the Java machine use them
   */
  static List<String> into(Path folder, Path jars) throws IOException {
    Files.createDirectory(folder);
    try (Stream<Path> files = Files.list(jars)) {
      for (Path file : files.toList()) {
        try (var jar = new JarFile(file.toFile())) {
          for (JarEntry entry : jar.stream().filter(NativeLibraries::isLibrary).toList()) {
            String name = entry.getName();
            try (InputStream in = jar.getInputStream(entry)) {
              Files.copy(in, folder.resolve(name.substring(name.lastIndexOf('/') + 1)));
            }
          }
        }
      }
    }
    return List.of(
        Installation.quoted("-Djava.library.path=" + folder),
        "-Dcom.amazon.corretto.crypto.provider.useExternalLib=true");
  }

  private static boolean isLibrary(JarEntry entry) {
    return entry.getName().endsWith(SUFFIX);
  }

  private static String suffix(String library) {
    return library.substring(library.lastIndexOf('.'));
  }
}
