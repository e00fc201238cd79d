package dev.gatehouse.request;

/** Thrown where a fact of a request is asked for that whoever sent it did not tell. */
public final class UnknownFact extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** It is this fact. */
  public UnknownFact(String fact) {
    super(fact, null, false, false);
  }
}
