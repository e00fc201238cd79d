package dev.gatehouse.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be changed in a request before an upstream sees it; everything not named here keeps
 * its bytes.
 *
 * @param headers the header lines to replace or remove
 * @param query the query to send in place of the received one; null leaves it alone
 */
public record RequestEdits(List<HeaderEdit> headers, @Nullable QueryEdit query) {

  /** Changes nothing. */
  public static final RequestEdits NONE = new RequestEdits(List.of(), null);

  public RequestEdits {
    headers = List.copyOf(headers);
  }

  /** Whether nothing is to be changed. */
  public boolean isEmpty() {
    return headers.isEmpty() && query == null;
  }

  /**
   * Changes every header line of this very name and value.
   *
   * @param line the line as received
   * @param replacement the value to send instead; null removes the line
   */
  public record HeaderEdit(HeaderField line, @Nullable String replacement) {

    @Override
    public String toString() {
      return "HeaderEdit[" + line.name() + "]";
    }
  }

  /**
   * Replaces the query.
   *
   * @param rawQuery the query without its question mark; null removes the query, question mark
   *     included
   */
  public record QueryEdit(@Nullable String rawQuery) {

    @Override
    public String toString() {
      return "QueryEdit";
    }
  }
}
