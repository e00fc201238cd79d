package dev.gatehouse.token;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The checks of a provider (contract, section 3, step 5), each to be read and tested alone. */
public final class Checks {

  private static final String DEFAULT_MEDIA_TREE = "application/";

  private Checks() {}

  /**
   * {@code exp} has not passed (RFC 7519, section 4.1.4); the last valid moment is {@code exp} plus
   * the skew.
   *
   * @param required whether a token without {@code exp} is refused
   * @param skew how much clocks may differ
   */
  public static Check expiration(boolean required, Duration skew) {
    return new ExpirationCheck(required, skew);
  }

  /**
   * {@code nbf} has come, where there is one (RFC 7519, section 4.1.5); the first valid moment is
   * {@code nbf} minus the skew.
   *
   * @param skew how much clocks may differ
   */
  public static Check notBefore(Duration skew) {
    return new Recurring(
        Stage.NOT_BEFORE,
        (claims, now) -> refuseFuture(claims.notBefore(), now, skew),
        (_, claims, now) -> distance("nbf", claims.notBefore(), now, skew));
  }

  /**
   * {@code iat} is not in the future, where there is one.
   *
   * @param skew how much clocks may differ
   */
  public static Check issuedAt(Duration skew) {
    return new Recurring(
        Stage.ISSUED_AT,
        (claims, now) -> refuseFuture(claims.issuedAt(), now, skew),
        (_, claims, now) -> distance("iat", claims.issuedAt(), now, skew));
  }

  /** {@code aud} contains one of these, compared exactly (RFC 7519, section 4.1.3). */
  public static Check audience(Set<String> accepted) {
    var audiences = Set.copyOf(accepted);
    return new Recurring(
        Stage.AUDIENCE,
        (claims, _) -> {
          for (String audience : claims.audiences()) {
            if (audiences.contains(audience)) {
              return null;
            }
          }
          return Refusal.TOKEN_AUDIENCE_DENIED;
        },
        (_, claims, _) -> {
          String listed = accepted.stream().sorted().collect(Collectors.joining(", "));
          return claims.audiences().isEmpty()
              ? "the token has no aud, which must name one of: " + listed
              : claims.audiences().stream()
                  .filter(audiences::contains)
                  .findFirst()
                  .map(named -> "aud names " + named)
                  .orElse("aud names none of: " + listed);
        });
  }

  /**
   * {@code typ} is absent or one of these media types, in any case and with or without {@code
   * application/} (RFC 7515, section 4.1.9).
   */
  public static Check type(Set<String> accepted) {
    var types = accepted.stream().map(Checks::canonicalType).distinct().sorted().toList();
    return new Lasting(
        Stage.TYPE,
        (header, _) -> {
          String typ = header.typ();
          if (typ == null) {
            return null;
          }
          for (String type : types) {
            if (isType(typ, type)) {
              return null;
            }
          }
          return Refusal.TOKEN_TYPE_DENIED;
        },
        (header, _, _) ->
            header.typ() == null
                ? "the token has no typ, which is accepted"
                : "typ is " + header.typ() + ", accepted: " + String.join(", ", types));
  }

  /** All these claims are there and not null. */
  public static Check requiredClaims(List<ClaimPath> required) {
    var paths = List.copyOf(required);
    return new Lasting(
        Stage.REQUIRED_CLAIMS,
        (_, claims) -> {
          for (ClaimPath path : paths) {
            if (!isPresent(path, claims)) {
              return Refusal.TOKEN_CLAIM_MISSING;
            }
          }
          return null;
        },
        (_, claims, _) -> {
          List<String> lacking =
              paths.stream()
                  .filter(path -> !isPresent(path, claims))
                  .map(ClaimPath::toString)
                  .toList();
          return lacking.isEmpty()
              ? "all are there: "
                  + paths.stream().map(ClaimPath::toString).collect(Collectors.joining(", "))
              : "the token lacks: " + String.join(", ", lacking);
        });
  }

  /**
   * From {@code iat}, or from now where there is none, to {@code exp} is no longer than this; a
   * token without {@code exp} lives forever.
   */
  public static Check lifetime(Duration max) {
    return new Recurring(
        Stage.LIFETIME,
        (claims, now) -> {
          Instant issuedAt = claims.issuedAt();
          Instant expiration = claims.expiration();
          return expiration == null
                  || expiration.isAfter(later(issuedAt == null ? now : issuedAt, max))
              ? Refusal.TOKEN_LIFETIME_EXCEEDED
              : null;
        },
        (_, claims, now) -> {
          Instant issuedAt = claims.issuedAt();
          Instant expiration = claims.expiration();
          if (expiration == null) {
            return "the token has no exp and lives forever; allowed: " + Lapse.text(max);
          }
          Duration life = Duration.between(issuedAt == null ? now : issuedAt, expiration);
          return (issuedAt == null ? "from now to exp: " : "from iat to exp: ")
              + Lapse.text(life)
              + "; allowed: "
              + Lapse.text(max);
        });
  }

  /**
   * The token is not bound to a key ({@code cnf}, RFC 7800): as nobody checks the binding yet, a
   * stolen one would pass as if it were its owner's.
   */
  public static Check unbound() {
    return new Lasting(
        Stage.BINDING,
        (_, claims) -> claims.json().get("cnf") == null ? null : Refusal.TOKEN_MALFORMED,
        (_, claims, _) ->
            claims.json().get("cnf") == null
                ? "the token is bound to no key"
                : "cnf binds the token to a key, which nobody checks yet");
  }

  private static boolean isPresent(ClaimPath path, Claims claims) {
    Json claim = claims.find(path);
    return claim != null && claim != Json.JsonNull.NULL;
  }

  static String distance(String claim, @Nullable Instant time, Instant now, Duration skew) {
    return time == null
        ? "the token has no " + claim
        : claim + " " + Lapse.from(now, time) + "; clocks may differ by " + Lapse.text(skew);
  }

  private static @Nullable Refusal refuseFuture(
      @Nullable Instant from, Instant now, Duration skew) {
    return from != null && from.isAfter(later(now, skew)) ? Refusal.TOKEN_NOT_YET_VALID : null;
  }

  /** A time later by this, or the last there is. */
  static Instant later(Instant time, Duration by) {
    return Duration.between(time, Instant.MAX).compareTo(by) <= 0 ? Instant.MAX : time.plus(by);
  }

  private static String canonicalType(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return isDefaultTree(lower) ? lower.substring(DEFAULT_MEDIA_TREE.length()) : lower;
  }

  /** {@code application/} may be left out only where no other slash follows. */
  private static boolean isDefaultTree(String typ) {
    int length = DEFAULT_MEDIA_TREE.length();
    return TokenCharacters.isSpelling(typ, 0, DEFAULT_MEDIA_TREE) && typ.indexOf('/', length) < 0;
  }

  private static boolean isType(String typ, String canonical) {
    int start = isDefaultTree(typ) ? DEFAULT_MEDIA_TREE.length() : 0;
    return typ.length() - start == canonical.length()
        && TokenCharacters.isSpelling(typ, start, canonical);
  }

  /** What a lasting check decides. */
  @FunctionalInterface
  private interface LastingRule {
    @Nullable Refusal refuse(JwsHeader header, Claims claims);
  }

  /** What a recurring check decides. */
  @FunctionalInterface
  private interface RecurringRule {
    @Nullable Refusal refuse(Claims claims, Instant now);
  }

  /** What a check goes by. */
  @FunctionalInterface
  private interface Reason {
    String of(JwsHeader header, Claims claims, Instant now);
  }

  private record Lasting(Stage stage, LastingRule rule, Reason reason) implements LastingCheck {

    @Override
    public @Nullable Refusal refuse(JwsHeader header, Claims claims) {
      return rule.refuse(header, claims);
    }

    @Override
    public String reason(JwsHeader header, Claims claims, Instant now) {
      return reason.of(header, claims, now);
    }
  }

  private record Recurring(Stage stage, RecurringRule rule, Reason reason)
      implements RecurringCheck {

    @Override
    public @Nullable Refusal refuse(Claims claims, Instant now) {
      return rule.refuse(claims, now);
    }

    @Override
    public String reason(JwsHeader header, Claims claims, Instant now) {
      return reason.of(header, claims, now);
    }
  }
}
