package dev.gatehouse.migration;

import org.jspecify.annotations.Nullable;

/** Reads which claims become headers. */
final class ClaimHeaders {

  private ClaimHeaders() {}

  /** Writes a claim to a header, or sees to it that nobody else can. */
  static void write(
      @Nullable String claim,
      @Nullable String header,
      Item place,
      JwtProvider provider,
      Plan plan) {
    boolean written =
        claim != null && header != null && provider.claimToHeader(claim, header, place.place());
    if (!written && header != null) {
      plan.trusted(header);
    }
  }

  /** A claim's name as a path of one step. */
  static String path(String name) {
    return name.replace("\\", "\\\\").replace(".", "\\.");
  }
}
