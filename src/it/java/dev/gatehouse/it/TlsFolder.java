package dev.gatehouse.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;

/**
 * A folder of certificates as Kubernetes mounts a Secret: the files are links through {@code
 * ..data}, which is itself a link, and swapped as one.
 */
final class TlsFolder {

  private final Path folder;
  private int versions;

  private TlsFolder(Path folder) {
    this.folder = folder;
  }

  /** One with a certificate of this name. */
  static TlsFolder of(TestAuthority authority, String name)
      throws GeneralSecurityException, IOException {
    var made = new TlsFolder(Files.createTempDirectory("gatehouse-tls"));
    made.swap(authority.certificates(name), authority.privateKey(name), authority);
    for (String file : new String[] {"tls.crt", "tls.key", "ca.crt"}) {
      Files.createSymbolicLink(made.folder.resolve(file), Path.of("..data", file));
    }
    return made;
  }

  /** Puts these in the place of what was there. */
  void swap(String certificates, String key, TestAuthority authority)
      throws GeneralSecurityException, IOException {
    Path version = Files.createDirectory(folder.resolve("..version" + versions++));
    Files.writeString(version.resolve("tls.crt"), certificates);
    Files.writeString(version.resolve("tls.key"), key);
    Files.writeString(version.resolve("ca.crt"), authority.certificates("ca"));
    Path next = Files.createSymbolicLink(folder.resolve("..next"), version.getFileName());
    Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  Path path() {
    return folder;
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
