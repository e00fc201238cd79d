package dev.gatehouse.policy;

import dev.gatehouse.token.Check;
import dev.gatehouse.token.Checks;
import dev.gatehouse.token.TokenSources;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request needs to pass: who may have issued its token and for whom, and what becomes of one
 * without (contract, section 2). Immutable.
 */
public final class Policy {

  private final String name;
  private final Mode mode;
  private final boolean enforced;
  private final List<Provider> providers;
  private final Set<String> audiences;
  private final List<Checklist> checks;
  private final IssuerIndex issuers;
  private final Authorization authorization;
  private final TokenSources sources;
  private final boolean preflights;
  private final boolean closesOnExpiry;

  /** Makes a policy that is enforced. */
  public Policy(String name, Mode mode, List<Provider> providers) {
    this(name, mode, true, providers);
  }

  /** Makes a policy that goes by its providers' audiences. */
  public Policy(String name, Mode mode, boolean enforced, List<Provider> providers) {
    this(name, mode, enforced, providers, Set.of(), Authorization.NONE);
  }

  /**
   * Makes a policy.
   *
   * @param enforced false: shadow mode (contract, section 8)
   * @param providers any one of them admits; tried in this order
   * @param audiences one of them must stand in {@code aud}, whatever the providers ask for; empty:
   *     what they ask for
   * @param authorization what it asks of a request once it is known who sends it
   * @throws IllegalArgumentException if there is no provider, as such a policy could admit nobody
   */
  public Policy(
      String name,
      Mode mode,
      boolean enforced,
      List<Provider> providers,
      Set<String> audiences,
      Authorization authorization) {
    this(name, mode, enforced, providers, audiences, authorization, false, false);
  }

  private Policy(
      String name,
      Mode mode,
      boolean enforced,
      List<Provider> providers,
      Set<String> audiences,
      Authorization authorization,
      boolean preflights,
      boolean closesOnExpiry) {
    if (providers.isEmpty()) {
      throw new IllegalArgumentException("policy " + name + " must name at least one provider");
    }
    this.name = name;
    this.mode = mode;
    this.enforced = enforced;
    this.providers = List.copyOf(providers);
    this.audiences = Set.copyOf(audiences);
    Check audience = audiences.isEmpty() ? null : Checks.audience(audiences);
    this.checks =
        this.providers.stream().map(provider -> Checklist.of(provider.checks(audience))).toList();
    this.issuers = new IssuerIndex(this.providers);
    this.authorization = authorization;
    this.preflights = preflights;
    this.closesOnExpiry = closesOnExpiry;
    this.sources = TokenSources.of(this.providers.stream().map(Provider::sources).toList());
  }

  /** The same policy with these in its providers' place, in the same order. */
  public Policy with(List<Provider> others) {
    return new Policy(
        name, mode, enforced, others, audiences, authorization, preflights, closesOnExpiry);
  }

  /** The same policy, which lets CORS preflights pass where a verifier is asked about them. */
  public Policy admittingPreflights() {
    return new Policy(
        name, mode, enforced, providers, audiences, authorization, true, closesOnExpiry);
  }

  /** The same policy, of which nothing outlasts the token that admitted it. */
  public Policy closingOnExpiry() {
    return new Policy(name, mode, enforced, providers, audiences, authorization, preflights, true);
  }

  /**
   * The last moment at which an admitted request may still be served; null: there is none, as the
   * policy does not ask for it, is not enforced, or nobody's token admitted it.
   *
   * @param identity who was verified; null: anonymous
   */
  public @Nullable Instant end(@Nullable Identity identity) {
    if (!closesOnExpiry || !enforced || identity == null) {
      return null;
    }
    Instant end = Instant.MAX;
    for (int i = 0; i < providers.size(); i++) {
      if (providers.get(i).name().equals(identity.provider())) {
        end = checks.get(i).until(identity.claims());
      }
    }
    return end.equals(Instant.MAX) ? null : end;
  }

  /** Whether CORS preflights pass where a verifier is asked about them. */
  public boolean admitsPreflights() {
    return preflights;
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

  /** The audiences asked for in the place of the providers'; empty: those of the providers. */
  public Set<String> audiences() {
    return audiences;
  }

  /** What it asks of a request once it is known who sends it. */
  public Authorization authorization() {
    return authorization;
  }

  /** What is checked of a token of the provider at this place, in this order. */
  Checklist checks(int provider) {
    return checks.get(provider);
  }

  /** Which providers may have issued a token. */
  IssuerIndex issuers() {
    return issuers;
  }

  TokenSources sources() {
    return sources;
  }

  @Override
  public String toString() {
    return "Policy[" + name + ", " + mode + (enforced ? "" : ", shadow") + "]";
  }
}
