package dev.gatehouse.request;

/** Is told of every request, once, when its answer is over. Never blocks and never throws. */
@FunctionalInterface
public interface RequestLog {

  /** Takes note of the request. */
  void answered(AnsweredRequest request);
}
