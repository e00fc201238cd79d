package dev.gatehouse.keys;

import java.util.List;

/** The keys of a key set at one moment; immutable. */
public record Keys(List<VerificationKey> all) {

  public Keys {
    all = List.copyOf(all);
  }
}
