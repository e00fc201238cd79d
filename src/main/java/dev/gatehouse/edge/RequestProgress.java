package dev.gatehouse.edge;

/** How far a connection, or one stream of it, is with the request that arrives. */
interface RequestProgress {

  /** Whether the head of a request has begun and not ended. */
  boolean isInHead();

  /** Whether the head of a request has ended and its body has not. */
  boolean isInBody();
}
