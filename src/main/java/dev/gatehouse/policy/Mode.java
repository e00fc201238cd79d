package dev.gatehouse.policy;

/** What a policy does with a request that has no valid token (contract, section 2). */
public enum Mode {
  /** Only a valid token passes. */
  STRICT("Strict"),
  /** No token passes as anonymous, an invalid one is refused. */
  ALLOW_MISSING("AllowMissing"),
  /** No token and an invalid one both pass as anonymous. */
  PERMISSIVE("Permissive");

  private final String spelling;

  Mode(String spelling) {
    this.spelling = spelling;
  }

  /** The mode as the configuration spells it. */
  public String spelling() {
    return spelling;
  }
}
