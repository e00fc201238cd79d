package dev.gatehouse.config;

import java.util.Locale;

/** Where a proxy that asks the verifier tells the request it asks about. */
public enum OriginalSource {
  /** In {@code X-Forwarded-Method}, {@code -Proto}, {@code -Host} and {@code -Uri}. */
  X_FORWARDED,
  /** In {@code X-Original-Method} and {@code X-Original-URI}, and its {@code Host}. */
  X_ORIGINAL,
  /** In its own request line, behind the policy, and its {@code Host}. */
  REQUEST_LINE;

  /** How the configuration spells it. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
