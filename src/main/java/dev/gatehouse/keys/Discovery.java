package dev.gatehouse.keys;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What an issuer's discovery document says (OpenID Connect Discovery 1.0, sections 3 and 4.3). */
sealed interface Discovery {

  /** Where the keys are. */
  record Found(URI keys) implements Discovery {}

  /** Why the document is not to be believed. */
  record Refused(String reason) implements Discovery {}

  /** Reads the document of this issuer, which must name itself exactly so. */
  static Discovery read(String issuer, byte[] document) {
    StrictJson json = StrictJson.read(document);
    if (json instanceof StrictJson.Malformed at) {
      return new Refused("not JSON without duplicate members (" + at + ")");
    }
    if (!(json instanceof StrictJson.Members members)) {
      return new Refused("not a JSON object");
    }
    if (!(members.get("issuer") instanceof StrictJson.Text(var named))) {
      return new Refused("the document has no issuer");
    }
    if (!named.equals(issuer)) {
      return new Refused("the document is of another issuer, " + Printable.text(named));
    }
    if (!(members.get("jwks_uri") instanceof StrictJson.Text(var text))) {
      return new Refused("the document has no jwks_uri");
    }
    URI keys = address(text);
    Origin origin = keys == null ? null : Origin.of(keys);
    if (keys == null || origin == null) {
      return new Refused("jwks_uri is not an absolute http or https URL");
    }
    if (issuer.regionMatches(true, 0, "https:", 0, 6) && !origin.isSecure()) {
      return new Refused("jwks_uri must be https, as the issuer is");
    }
    return new Found(keys);
  }

  private static @Nullable URI address(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
