package dev.gatehouse.migration;

/** What policies of clusters say beside who may pass. */
final class UnrelatedKeys {

  private static final String[] KEYS = {
    "autoHostRewrite",
    "buffer",
    "compression",
    "cors",
    "hostRewrite",
    "rateLimit",
    "retry",
    "timeouts",
    "tracing"
  };

  private UnrelatedKeys() {}

  /** Passes over them; the reader is told. */
  static void lose(Item spec) {
    for (String key : KEYS) {
      spec.lose(key, "it does not say who may pass, and is left out");
    }
  }
}
