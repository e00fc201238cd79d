package dev.gatehouse.errors;

/** Tells where a failure came from; without messages, as those may quote the request. */
public final class FailureTrace {

  private static final int DEEPEST_CAUSE = 5;
  private static final int FRAMES = 20;

  private FailureTrace() {}

  /** The failure and its causes by class, each with the frames it came through. */
  public static String of(Throwable failure) {
    var trace = new StringBuilder();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      trace.append(depth == 0 ? "" : "\ncaused by ").append(cause.getClass().getName());
      StackTraceElement[] frames = cause.getStackTrace();
      for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
        trace.append("\n\tat ").append(frames[i]);
      }
      cause = cause.getCause();
    }
    return trace.toString();
  }
}
