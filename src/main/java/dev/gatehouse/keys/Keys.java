package dev.gatehouse.keys;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of a key set at one moment, in its order; immutable. */
public final class Keys {

  private final List<VerificationKey> all;
  private final Set<VerificationKey> held;
  private final Map<JwsAlgorithm, List<VerificationKey>> byAlgorithm;
  private final Map<JwsAlgorithm, List<VerificationKey>> nameless;
  private final Map<String, Map<JwsAlgorithm, List<VerificationKey>>> byKid;

  /** The keys in their order; any may share a {@code kid} or have none. */
  public Keys(List<VerificationKey> all) {
    this.all = List.copyOf(all);
    this.held = new HashSet<>(this.all);
    this.byAlgorithm = byAlgorithm(this.all);
    this.byKid = new HashMap<>();
    List<VerificationKey> withoutKid = new ArrayList<>();
    Map<String, List<VerificationKey>> named = new HashMap<>();
    for (VerificationKey key : this.all) {
      String kid = key.kid();
      (kid == null ? withoutKid : named.computeIfAbsent(kid, _ -> new ArrayList<>())).add(key);
    }
    this.nameless = byAlgorithm(withoutKid);
    named.forEach((kid, keys) -> byKid.put(kid, byAlgorithm(keys)));
  }

  private static Map<JwsAlgorithm, List<VerificationKey>> byAlgorithm(List<VerificationKey> keys) {
    var index = new EnumMap<JwsAlgorithm, List<VerificationKey>>(JwsAlgorithm.class);
    for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
      index.put(algorithm, keys.stream().filter(key -> key.fits(algorithm)).toList());
    }
    return index;
  }

  /** All keys, in the order of their set. */
  public List<VerificationKey> all() {
    return all;
  }

  /**
   * The keys to try for a token, in their order. A {@code kid} that names a key of the set stands
   * for the keys of that name alone, whatever they fit; one that names none stands for the keys
   * that have no name, as issuers with a single key publish it.
   *
   * @param kid the token's {@code kid}; null: every fitting key
   */
  public List<VerificationKey> fitting(JwsAlgorithm algorithm, @Nullable String kid) {
    var index = kid == null ? byAlgorithm : byKid.getOrDefault(kid, nameless);
    return index.getOrDefault(algorithm, List.of());
  }

  /** Whether a key of the set has this {@code kid}. */
  public boolean knows(String kid) {
    return byKid.containsKey(kid);
  }

  /** Whether this very key is in the set. */
  public boolean holds(VerificationKey key) {
    return held.contains(key);
  }

  @Override
  public String toString() {
    return "Keys" + all;
  }
}
