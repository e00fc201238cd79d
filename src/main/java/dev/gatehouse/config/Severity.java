package dev.gatehouse.config;

import java.util.Locale;

/** How bad a problem is: an error refuses the configuration, a warning is only told. */
public enum Severity {
  ERROR,
  WARNING;

  /** The word a compiler would print. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
