package dev.gatehouse.token;

import dev.gatehouse.token.Json.JsonArray;
import dev.gatehouse.token.Json.JsonNull;
import dev.gatehouse.token.Json.JsonNumber;
import dev.gatehouse.token.Json.JsonObject;
import dev.gatehouse.token.Json.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token (RFC 7519, section 4). They are a client's personal data, so they are never
 * printed. Immutable.
 */
public final class Claims {

  private final JsonObject json;
  private final @Nullable String issuer;
  private final List<String> audiences;
  private final @Nullable Instant expiration;
  private final @Nullable Instant notBefore;
  private final @Nullable Instant issuedAt;

  private Claims(JsonObject json, @Nullable String issuer, List<String> audiences) {
    this.json = json;
    this.issuer = issuer;
    this.audiences = audiences;
    this.expiration = time(json.get("exp"));
    this.notBefore = time(json.get("nbf"));
    this.issuedAt = time(json.get("iat"));
  }

  /**
   * The claims in this object; null where a registered claim is of the wrong JSON type. A null
   * {@code iss}, {@code sub}, {@code aud} or {@code jti} is like an absent one.
   */
  public static @Nullable Claims of(JsonObject json) {
    if (!isTextOrAbsent(json.get("iss"))
        || !isTextOrAbsent(json.get("sub"))
        || !isTextOrAbsent(json.get("jti"))
        || !isTimeOrAbsent(json.get("exp"))
        || !isTimeOrAbsent(json.get("nbf"))
        || !isTimeOrAbsent(json.get("iat"))) {
      return null;
    }
    var audiences = audiences(json.get("aud"));
    if (audiences == null) {
      return null;
    }
    return new Claims(json, json.get("iss") instanceof JsonText(var iss) ? iss : null, audiences);
  }

  /** All claims. */
  public JsonObject json() {
    return json;
  }

  /** {@code iss}; null where the token has none. */
  public @Nullable String issuer() {
    return issuer;
  }

  /** {@code exp}; null where the token has none. */
  public @Nullable Instant expiration() {
    return expiration;
  }

  /** {@code nbf}; null where the token has none. */
  public @Nullable Instant notBefore() {
    return notBefore;
  }

  /** {@code iat}; null where the token has none. */
  public @Nullable Instant issuedAt() {
    return issuedAt;
  }

  /** {@code aud}, one or many; empty where the token has none. */
  public List<String> audiences() {
    return audiences;
  }

  /** The claim at this path; null where there is none. It may be JSON's {@code null}. */
  public @Nullable Json find(ClaimPath path) {
    return path.in(json);
  }

  private static boolean isTextOrAbsent(@Nullable Json claim) {
    return claim == null || claim == JsonNull.NULL || claim instanceof JsonText;
  }

  private static boolean isTimeOrAbsent(@Nullable Json claim) {
    return claim == null || time(claim) != null;
  }

  private static @Nullable Instant time(@Nullable Json claim) {
    return claim instanceof JsonNumber(var text) ? NumericDate.read(text) : null;
  }

  private static @Nullable List<String> audiences(@Nullable Json claim) {
    if (claim == null || claim == JsonNull.NULL) {
      return List.of();
    }
    if (claim instanceof JsonText(var one)) {
      return List.of(one);
    }
    if (!(claim instanceof JsonArray(var elements))) {
      return null;
    }
    var audiences = new ArrayList<String>(elements.size());
    for (Json element : elements) {
      if (!(element instanceof JsonText(var audience))) {
        return null;
      }
      audiences.add(audience);
    }
    return List.copyOf(audiences);
  }

  @Override
  public String toString() {
    return "Claims";
  }
}
