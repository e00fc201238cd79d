package dev.gatehouse.errors;

import java.nio.charset.StandardCharsets;

/** Text inside quotes: a JSON string (RFC 8259), a quoted-string of a header (RFC 9110). */
final class QuotedText {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private QuotedText() {}

  /** Appends the text as a JSON string, quotes included, in ASCII. */
  static StringBuilder appendJson(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        json.append(c);
      } else {
        json.append("\\u")
            .append(HEX[c >> 12])
            .append(HEX[c >> 8 & 15])
            .append(HEX[c >> 4 & 15])
            .append(HEX[c & 15]);
      }
    }
    return json.append('"');
  }

  /**
   * Appends the text as a quoted-string, quotes included, one character an octet of its UTF-8 form;
   * a control character, which no header can hold, becomes a space.
   */
  static StringBuilder appendHeader(StringBuilder header, String text) {
    header.append('"');
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      if (c == '"' || c == '\\') {
        header.append('\\').append(c);
      } else {
        header.append(c < ' ' || c == 0x7f ? ' ' : c);
      }
    }
    return header.append('"');
  }

  /** The text with whatever is not printable ASCII as a question mark. */
  static String plain(String text) {
    StringBuilder plain = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f) {
        plain = plain == null ? new StringBuilder(text) : plain;
        plain.setCharAt(i, '?');
      }
    }
    return plain == null ? text : plain.toString();
  }
}
