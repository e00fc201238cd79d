package dev.gatehouse.token;

import dev.gatehouse.token.Json.JsonArray;
import dev.gatehouse.token.Json.JsonNull;
import dev.gatehouse.token.Json.JsonNumber;
import dev.gatehouse.token.Json.JsonObject;
import dev.gatehouse.token.Json.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token (RFC 7519, section 4). They are a client's personal data, so they are never
 * printed. Immutable.
 */
public final class Claims {

  /** These claims, the payload's array, three times. */
  private static final int FIXED_WEIGHT = 48 + 20 + 3 * 24;

  /** A list of audiences. */
  private static final int LIST_WEIGHT = 24;

  private final byte[] utf8;

  /** Null where only the octets are kept. */
  private final @Nullable JsonObject json;

  private final @Nullable String issuer;
  private final List<String> audiences;
  private final boolean sharesAudiences;
  private final @Nullable Json grantedScopes;
  private final @Nullable Instant expiration;
  private final @Nullable Instant notBefore;
  private final @Nullable Instant issuedAt;

  private Claims(byte[] utf8, JsonObject json, List<String> audiences) {
    this.utf8 = utf8;
    this.json = json;
    this.issuer = json.get("iss") instanceof JsonText(var iss) ? iss : null;
    this.audiences = audiences;
    this.sharesAudiences = false;
    this.grantedScopes = Scopes.granted(json);
    this.expiration = time(json.get("exp"));
    this.notBefore = time(json.get("nbf"));
    this.issuedAt = time(json.get("iat"));
  }

  private Claims(Claims whole, @Nullable String issuer, List<String> audiences) {
    this.utf8 = whole.utf8;
    this.json = null;
    this.issuer = issuer;
    this.audiences = audiences;
    this.sharesAudiences = isAnother(audiences, whole.audiences);
    this.grantedScopes = whole.grantedScopes;
    this.expiration = whole.expiration;
    this.notBefore = whole.notBefore;
    this.issuedAt = whole.issuedAt;
  }

  /**
   * The claims in a payload; null where that is no strict JSON object, or a registered claim is of
   * the wrong JSON type. A null {@code iss}, {@code sub}, {@code aud} or {@code jti} is like an
   * absent one.
   *
   * @param utf8 from now on the claims' own, not to be changed
   */
  static @Nullable Claims read(byte[] utf8) {
    JsonObject json = JsonReader.object(utf8);
    if (json == null
        || !isTextOrAbsent(json.get("iss"))
        || !isTextOrAbsent(json.get("sub"))
        || !isTextOrAbsent(json.get("jti"))
        || !isTimeOrAbsent(json.get("exp"))
        || !isTimeOrAbsent(json.get("nbf"))
        || !isTimeOrAbsent(json.get("iat"))) {
      return null;
    }
    var audiences = audiences(json.get("aud"));
    return audiences == null ? null : new Claims(utf8, json, audiences);
  }

  /**
   * These claims in a form to be remembered: what is not read of every request is left in the
   * payload's octets, a quarter of what it takes as a tree of objects.
   *
   * @param known an issuer that many tokens name; the claims share its text where it is theirs
   * @param common audiences that many tokens name; the claims share them where they are theirs
   */
  public Claims compact(@Nullable String known, List<String> common) {
    return new Claims(
        this,
        Objects.equals(issuer, known) ? known : issuer,
        audiences.equals(common) ? common : audiences);
  }

  /**
   * Octets that these claims take once compact, by the sizes of the JVM's objects with headers of
   * 12 octets.
   *
   * @param known as given to {@link #compact}
   */
  public int compactWeight(@Nullable String known) {
    int weight = FIXED_WEIGHT + utf8.length;
    weight += issuer == null || issuer.equals(known) ? 0 : textWeight(issuer);
    if (!sharesAudiences) {
      weight += LIST_WEIGHT;
      for (String audience : audiences) {
        weight += textWeight(audience);
      }
    }
    return weight + Scopes.weight(grantedScopes);
  }

  /** Octets of a text: an object, and an array with one octet for most characters. */
  static int textWeight(String text) {
    return 48 + text.length();
  }

  /** All claims; of compact ones, read anew each time. */
  public JsonObject json() {
    return json == null ? Objects.requireNonNull(JsonReader.object(utf8)) : json;
  }

  /** What the token's scopes are read from: {@code scope} or {@code scp}; null: nothing. */
  @Nullable Json grantedScopes() {
    return grantedScopes;
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
    return path.in(json());
  }

  @SuppressWarnings(
      "ReferenceEquality") // of what is another object, this one need not keep its own
  private static boolean isAnother(List<String> audiences, List<String> own) {
    return audiences != own;
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
