package dev.gatehouse.config;

/**
 * Where something stands in a configuration file.
 *
 * @param file the file, as the user named it
 * @param line from 1; 0 where it does not stand in the file
 * @param column in code points, from 1; 0 where it does not stand in the file
 * @param path the key that stands there, such as {@code gatehouse.providers.keycloak}
 */
public record Position(String file, int line, int column, String path) {

  /** The position as a compiler prints it, such as {@code gatehouse.yaml:12:7}. */
  public String text() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
