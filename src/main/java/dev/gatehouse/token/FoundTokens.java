package dev.gatehouse.token;

import dev.gatehouse.request.RequestEdits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tokens that were found in a request, malformed ones included, and where. Immutable. */
public final class FoundTokens {

  static final FoundTokens NONE =
      new FoundTokens(List.of(), new @Nullable FoundToken[0], new int[0], false, null);

  private final List<FoundToken> found;
  private final @Nullable FoundToken[] bySet;
  private final int[] setOfProvider;
  private final boolean multiple;
  private final @Nullable String rawQuery;

  FoundTokens(
      List<FoundToken> found,
      @Nullable FoundToken[] bySet,
      int[] setOfProvider,
      boolean multiple,
      @Nullable String rawQuery) {
    this.found = found;
    this.bySet = bySet;
    this.setOfProvider = setOfProvider;
    this.multiple = multiple;
    this.rawQuery = rawQuery;
  }

  /**
   * One token as if each of so many providers had found it, in no request: nothing can be removed
   * of it.
   */
  public static FoundTokens everywhere(RawToken token, int providers) {
    var one = new FoundToken(new FoundToken.Place.Parameter(0, 0), 0, token);
    return new FoundTokens(
        List.of(one), new @Nullable FoundToken[] {one}, new int[providers], false, null);
  }

  /** Whether there is no token at all. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Whether one provider found two tokens, or one source was given twice. */
  public boolean multiple() {
    return multiple;
  }

  /**
   * The token of a provider; null where its sources gave none.
   *
   * @param provider the provider's place in the policy's order, from 0
   */
  public @Nullable RawToken of(int provider) {
    FoundToken own = own(provider);
    return own == null ? null : own.token();
  }

  /** How many sets of sources the providers have; most share one, and find the same token. */
  public int sets() {
    return bySet.length;
  }

  /** The token that a set of sources gave; null where it gave none. */
  public @Nullable RawToken ofSet(int set) {
    FoundToken own = bySet[set];
    return own == null ? null : own.token();
  }

  /**
   * The set that a provider's sources are.
   *
   * @param provider the provider's place in the policy's order, from 0
   */
  public int setOf(int provider) {
    return setOfProvider[provider];
  }

  /** What removes every token from the very place it was read. */
  public RequestEdits removal() {
    return found.isEmpty() ? RequestEdits.NONE : new TokenRemoval(rawQuery).of(found, null);
  }

  /**
   * What removes every token but this provider's own.
   *
   * @param provider the provider's place in the policy's order, from 0
   */
  public RequestEdits removalExcept(int provider) {
    FoundToken own = own(provider);
    return own == null ? removal() : new TokenRemoval(rawQuery).of(found, own.place());
  }

  private @Nullable FoundToken own(int provider) {
    return found.isEmpty() ? null : bySet[setOfProvider[provider]];
  }
}
