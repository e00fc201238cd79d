package dev.gatehouse.policy;

import dev.gatehouse.token.TokenSources;
import java.util.List;

/**
 * What a request needs to pass: who may have issued its token, and what becomes of one without
 * (contract, section 2). Immutable.
 */
public final class Policy {

  private final String name;
  private final Mode mode;
  private final boolean enforced;
  private final List<Provider> providers;
  private final TokenSources sources;

  /** Makes a policy that is enforced. */
  public Policy(String name, Mode mode, List<Provider> providers) {
    this(name, mode, true, providers);
  }

  /**
   * Makes a policy.
   *
   * @param enforced false: shadow mode (contract, section 8)
   * @param providers any one of them admits; tried in this order
   * @throws IllegalArgumentException if there is no provider, as such a policy could admit nobody
   */
  public Policy(String name, Mode mode, boolean enforced, List<Provider> providers) {
    if (providers.isEmpty()) {
      throw new IllegalArgumentException("policy " + name + " must name at least one provider");
    }
    this.name = name;
    this.mode = mode;
    this.enforced = enforced;
    this.providers = List.copyOf(providers);
    this.sources = TokenSources.of(this.providers.stream().map(Provider::sources).toList());
  }

  /** The policy's name, which is also the realm of its challenges. */
  public String name() {
    return name;
  }

  /** What happens to a request without a valid token. */
  public Mode mode() {
    return mode;
  }

  /** Whether it is acted on; false: it only decides and counts, and every request passes. */
  public boolean enforced() {
    return enforced;
  }

  /** The providers any one of which admits, in the order they are tried. */
  public List<Provider> providers() {
    return providers;
  }

  TokenSources sources() {
    return sources;
  }

  @Override
  public String toString() {
    return "Policy[" + name + ", " + mode + (enforced ? "" : ", shadow") + "]";
  }
}
