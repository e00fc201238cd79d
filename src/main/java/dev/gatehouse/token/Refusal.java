package dev.gatehouse.token;

import org.jspecify.annotations.Nullable;

/** Why a request is refused: one constant a line of the contract's decision table (section 6). */
public enum Refusal {
  TOKEN_MISSING(401, "Jwt is missing", null),
  TOKEN_MALFORMED(401, "Jwt is malformed", "invalid_token"),
  TOKEN_ALGORITHM_DENIED(401, "Jwt algorithm is not allowed", "invalid_token"),
  TOKEN_TYPE_DENIED(401, "Jwt type is not allowed", "invalid_token"),
  TOKEN_ISSUER_UNKNOWN(401, "Jwt issuer is not configured", "invalid_token"),
  TOKEN_SIGNATURE_INVALID(401, "Jwt verification fails", "invalid_token"),
  TOKEN_EXPIRED(401, "Jwt is expired", "invalid_token"),
  TOKEN_NOT_YET_VALID(401, "Jwt is not yet valid", "invalid_token"),
  TOKEN_AUDIENCE_DENIED(401, "Audiences in Jwt are not allowed", "invalid_token"),
  TOKEN_CLAIM_MISSING(401, "Jwt lacks a required claim", "invalid_token"),
  TOKEN_LIFETIME_EXCEEDED(401, "Jwt lives too long", "invalid_token"),
  CLAIM_NOT_HEADER_SAFE(401, "Jwt carries a claim that no header can hold", "invalid_token"),
  MULTIPLE_TOKENS(400, "More than one Jwt was sent", "invalid_request"),
  SCOPE_INSUFFICIENT(403, "Jwt lacks a required scope", "insufficient_scope"),
  ACCESS_DENIED(403, "Access is denied", null);

  private final String code;
  private final int status;
  private final String detail;
  private final @Nullable String error;

  Refusal(int status, String detail, @Nullable String error) {
    this.code = name().toLowerCase(java.util.Locale.ROOT);
    this.status = status;
    this.detail = detail;
    this.error = error;
  }

  /** The stable code of the refusal, as in {@code problem+json}, metrics and the access log. */
  public String code() {
    return code;
  }

  /** The HTTP status it is answered with. */
  public int status() {
    return status;
  }

  /** The sentence a client is told. */
  public String detail() {
    return detail;
  }

  /** The {@code error} of the challenge (RFC 6750, section 3.1); null where it has none. */
  public @Nullable String error() {
    return error;
  }
}
