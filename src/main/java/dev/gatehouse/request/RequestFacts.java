package dev.gatehouse.request;

/**
 * The facts of a request that a decision may rest on, as the client sent them.
 *
 * <p>A door that does not get a fact throws {@link UnknownFact} for it: a rule that reads it then
 * refuses.
 */
public interface RequestFacts extends RequestHead {

  /**
   * The header fields that go on to an upstream, tokens among them: without identity headers, what
   * is for this hop alone, and what nobody is believed to say about forwarding.
   */
  HeaderFields crossingHeaders();
}
