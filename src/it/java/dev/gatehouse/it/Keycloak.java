package dev.gatehouse.it;

import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;

/**
 * A running Keycloak with an administrator {@code admin}, whose password is {@code admin}, and the
 * realm of {@code docker-compose.yml}.
 */
interface Keycloak extends AutoCloseable {

  /** The realm that it imports at its start. */
  Path REALM = Path.of("compose", "keycloak", "main-realm.json");

  /** Where it is found, without a slash at the end. */
  String url();

  @Override
  void close();

  /** In a container where there is a Docker engine and the image, else as a process. */
  static Keycloak start() {
    if (engineIsLikely() && DockerClientFactory.instance().isDockerAvailable()) {
      try {
        return KeycloakInDocker.run();
      } catch (ContainerFetchException e) {
        // an engine that reaches no image registry is as good as none
        return KeycloakProcess.run();
      }
    }
    return KeycloakProcess.run();
  }

  /** Spares a machine without an engine the library's alarm about it. */
  private static boolean engineIsLikely() {
    return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
  }
}
