package dev.gatehouse.token;

/**
 * The claims of a token (RFC 7519, section 4). They are a client's personal data, so they are never
 * printed.
 */
public record Claims(Json.JsonObject json) {

  @Override
  public String toString() {
    return "Claims";
  }
}
