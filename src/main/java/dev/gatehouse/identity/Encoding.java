package dev.gatehouse.identity;

/** How a claim is written into a header (contract, section 4). */
public enum Encoding {
  /** Scalars and lists of scalars as plain text, anything else as compact JSON. */
  TEXT,
  /** Compact JSON, whatever the claim's type. */
  JSON,
  /** The unpadded base64url (RFC 4648, section 5) of the compact JSON. */
  BASE64URL
}
