package dev.gatehouse.token;

/** Compares the names of query parameters as servers read them: percent-decoded, once. */
final class ParameterNames {

  private ParameterNames() {}

  /**
   * Whether the name at this place of a query is a spelling of the given one. A plus is one too, of
   * itself and of the space that forms write so. A malformed escape stands for itself.
   */
  static boolean same(String query, int start, int end, String octets) {
    int at = 0;
    int i = start;
    while (i < end) {
      if (at == octets.length()) {
        return false;
      }
      char wanted = octets.charAt(at++);
      char c = query.charAt(i);
      int octet = c == '%' ? escaped(query, i, end) : -1;
      if (octet >= 0) {
        i += 3;
        if (octet != wanted) {
          return false;
        }
      } else {
        i++;
        if (c != wanted && (c != '+' || wanted != ' ')) {
          return false;
        }
      }
    }
    return at == octets.length();
  }

  private static int escaped(String query, int percent, int end) {
    if (percent + 2 >= end) {
      return -1;
    }
    int high = hex(query.charAt(percent + 1));
    int low = hex(query.charAt(percent + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** Unlike {@link Character#digit}, no digits of other scripts. */
  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }
}
