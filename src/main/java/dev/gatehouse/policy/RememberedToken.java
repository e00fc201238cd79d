package dev.gatehouse.policy;

import dev.gatehouse.keys.VerificationKey;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.token.Claims;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a provider remembers of a token that it verified. */
public sealed interface RememberedToken {

  /** Octets of a text beside its characters, most of which take one. */
  int TEXT_WEIGHT = 48;

  /** The key that verified it, with which it is forgotten. */
  VerificationKey key();

  /** Its {@code iss}, by which it is known who is to hear it; null where it has none. */
  @Nullable String issuer();

  /** Octets that it takes, by the sizes of the JVM's objects. */
  int weight(Provider provider);

  /**
   * Of a token that passed its checks; the lasting ones are not made again.
   *
   * @param identity who it names, with compact claims
   */
  record Accepted(VerificationKey key, Identity identity) implements RememberedToken {

    /** This record, the identity, the list of its lines. */
    private static final int FIXED_WEIGHT = 24 + 24 + 24;

    /** A line beside its value's characters: the record, the text, its place in the list. */
    private static final int LINE_WEIGHT = 24 + TEXT_WEIGHT + 4;

    /** Of a token that has just been verified. */
    static Accepted of(VerifiedToken token, Provider provider) {
      Identity whole = token.identity();
      List<String> audiences = provider.common(whole.claims().audiences());
      return new Accepted(
          token.key(),
          new Identity(
              whole.provider(),
              whole.claims().compact(provider.issuer(), audiences),
              whole.headers()));
    }

    @Override
    public @Nullable String issuer() {
      return identity.claims().issuer();
    }

    @Override
    public int weight(Provider provider) {
      int weight = FIXED_WEIGHT + identity.claims().compactWeight(provider.issuer());
      for (HeaderField line : identity.headers()) {
        weight += LINE_WEIGHT + line.value().length();
      }
      return weight;
    }

    @Override
    public String toString() {
      return "Accepted[" + identity.provider() + "]";
    }
  }

  /**
   * Of a token that was refused as its {@code exp} had passed. It names nobody, so that nothing can
   * be admitted by it: it says no more than that the signature holds and when the token ended.
   *
   * @param expiration its {@code exp}
   */
  record Expired(VerificationKey key, @Nullable String issuer, Instant expiration)
      implements RememberedToken {

    /** This record, {@code exp}, the time from which on it is forgotten. */
    private static final int FIXED_WEIGHT = 24 + 24 + 24;

    /** Of a token that has just been refused; the provider's issuer is not kept again. */
    static Expired of(Claims claims, VerificationKey key, Provider provider, Instant expiration) {
      boolean named = provider.isNamedBy(claims.issuer());
      return new Expired(key, named ? provider.issuer() : claims.issuer(), expiration);
    }

    @Override
    public int weight(Provider provider) {
      return issuer == null || provider.isNamedBy(issuer)
          ? FIXED_WEIGHT
          : FIXED_WEIGHT + TEXT_WEIGHT + issuer.length();
    }

    @Override
    public String toString() {
      return "Expired";
    }
  }
}
