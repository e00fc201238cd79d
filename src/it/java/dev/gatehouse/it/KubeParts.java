package dev.gatehouse.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What {@code .ci/kube} gets: programs, and definitions that others publish. */
final class KubeParts {

  private static final Path FOLDER =
      Path.of(System.getProperty("user.home"), ".cache", "gatehouse", "kube");

  static final Path ETCD = FOLDER.resolve("etcd");
  static final Path API_SERVER = FOLDER.resolve("kube-apiserver-1.34.1");
  static final Path HELM = FOLDER.resolve("helm-3.19.0");
  static final Path HTTP_ROUTES = FOLDER.resolve("httproutes-1.4.0.yaml");
  static final Path SERVICE_MONITORS = FOLDER.resolve("servicemonitors-0.85.0.yaml");

  private KubeParts() {}

  /** What to say where one of them is not there; empty where all are. */
  static String missing() {
    return Stream.of(ETCD, API_SERVER, HELM, HTTP_ROUTES, SERVICE_MONITORS)
        .filter(part -> !Files.isRegularFile(part))
        .findFirst()
        .map(part -> part + " is not there: run .ci/kube")
        .orElse("");
  }
}
