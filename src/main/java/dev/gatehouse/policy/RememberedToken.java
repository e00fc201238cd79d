package dev.gatehouse.policy;

import dev.gatehouse.keys.VerificationKey;
import dev.gatehouse.request.HeaderField;
import java.util.List;

/**
 * What a provider remembers of a token that it verified and that passed its checks; the lasting
 * ones are not made again.
 *
 * @param key the key that verified it, with which it is forgotten
 * @param identity who it names, with compact claims
 */
public record RememberedToken(VerificationKey key, Identity identity) {

  /** This record, the identity, the list of its lines. */
  private static final int FIXED_WEIGHT = 24 + 24 + 24;

  /** A line beside its value: the record, the value's text, its place in the list. */
  private static final int LINE_WEIGHT = 24 + 48 + 4;

  /** Of a token that has just been verified. */
  static RememberedToken of(VerifiedToken token, Provider provider) {
    Identity whole = token.identity();
    List<String> audiences = provider.common(whole.claims().audiences());
    return new RememberedToken(
        token.key(),
        new Identity(
            whole.provider(),
            whole.claims().compact(provider.issuer(), audiences),
            whole.headers()));
  }

  /** Octets that it takes, by the sizes of the JVM's objects. */
  int weight(Provider provider) {
    int weight = FIXED_WEIGHT + identity.claims().compactWeight(provider.issuer());
    for (HeaderField line : identity.headers()) {
      weight += LINE_WEIGHT + line.value().length();
    }
    return weight;
  }

  @Override
  public String toString() {
    return "RememberedToken[" + identity.provider() + "]";
  }
}
