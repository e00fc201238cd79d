package dev.gatehouse.it;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import org.testcontainers.utility.MountableFile;

/** Keycloak's own image. */
record KeycloakInDocker(KeycloakContainer container) implements Keycloak {

  static KeycloakInDocker run() {
    String image = "quay.io/keycloak/keycloak:" + System.getProperty("keycloak.version");
    var container = new KeycloakContainer(image);
    container
        .withAdminUsername("admin")
        .withAdminPassword("admin")
        .withCustomCommand("--import-realm")
        .withCopyFileToContainer(
            MountableFile.forHostPath(REALM), "/opt/keycloak/data/import/" + REALM.getFileName())
        .start();
    return new KeycloakInDocker(container);
  }

  @Override
  public String url() {
    String url = container.getAuthServerUrl();
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  @Override
  public void close() {
    container.close();
  }
}
