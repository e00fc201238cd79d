package dev.gatehouse.token;

/**
 * The stages a token passes, in the order of the contract (section 3): of several candidates that
 * fail, the one that got furthest is told.
 */
public enum Stage {
  /** It is a compact JWS. */
  FORM,
  /** Its issuer is configured. */
  ISSUER,
  /** Its algorithm is allowed. */
  ALGORITHM,
  /** Its signature holds. */
  SIGNATURE,
  /** It has not expired. */
  EXPIRATION,
  /** It is valid already. */
  NOT_BEFORE,
  /** It was not issued in the future. */
  ISSUED_AT,
  /** It is meant for us. */
  AUDIENCE,
  /** It is of an accepted type. */
  TYPE,
  /** It carries what is required. */
  REQUIRED_CLAIMS,
  /** It does not live too long. */
  LIFETIME,
  /** It is not bound to a key that nobody checks. */
  BINDING,
  /** Its mapped claims fit into headers. */
  HEADERS
}
