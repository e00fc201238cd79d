package dev.gatehouse.keys;

import java.util.List;

/** What a document that should hold keys turned out to be. */
public sealed interface KeyDocument {

  /**
   * It holds keys that can verify.
   *
   * @param skipped the entries that cannot, each worth one warning
   */
  record Usable(Keys keys, List<SkippedKey> skipped) implements KeyDocument {
    public Usable {
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * It holds no key that can verify.
   *
   * @param reason what is wrong with it, as an operator wants to read it; no part of a secret
   * @param skipped the entries that were looked at
   */
  record Unusable(String reason, List<SkippedKey> skipped) implements KeyDocument {
    public Unusable {
      skipped = List.copyOf(skipped);
    }
  }
}
