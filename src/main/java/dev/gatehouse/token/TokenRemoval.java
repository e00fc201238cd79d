package dev.gatehouse.token;

import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import dev.gatehouse.request.RequestEdits.QueryEdit;
import dev.gatehouse.token.FoundToken.Place;
import dev.gatehouse.token.FoundToken.Place.Line;
import dev.gatehouse.token.FoundToken.Place.Pair;
import dev.gatehouse.token.FoundToken.Place.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts tokens out of a request, and of what surrounds them only one separator each. */
final class TokenRemoval {

  private final @Nullable String rawQuery;
  private final List<HeaderEdit> headers = new ArrayList<>(2);
  private @Nullable Cut query;
  private @Nullable Cut cookies;
  private @Nullable HeaderField cookieLine;
  private int cookieLineNumber;

  TokenRemoval(@Nullable String rawQuery) {
    this.rawQuery = rawQuery;
  }

  /**
   * The edits that remove these tokens.
   *
   * @param found the tokens, those of one line in the order they stand in it
   * @param kept the place of the token that stays; null: none stays
   */
  RequestEdits of(List<FoundToken> found, @Nullable Place kept) {
    Place last = null;
    for (FoundToken token : found) {
      Place place = token.place();
      if (!place.equals(last) && !place.equals(kept)) {
        remove(place);
      }
      last = place;
    }
    closeCookieLine();
    return new RequestEdits(headers, query == null ? null : new QueryEdit(query.remainder()));
  }

  private void remove(Place place) {
    switch (place) {
      case Line(_, var line) -> headers.add(new HeaderEdit(line, null));
      case Parameter(int start, int end) -> {
        if (query == null && rawQuery != null) {
          query = new Cut(rawQuery, '&');
        }
        if (query != null) {
          query.out(start, end);
        }
      }
      case Pair(int number, var line, int start, int end) -> {
        if (number != cookieLineNumber || cookies == null) {
          closeCookieLine();
          cookieLine = line;
          cookieLineNumber = number;
          cookies = new Cut(line.value(), ';');
        }
        cookies.out(start, end);
      }
    }
  }

  private void closeCookieLine() {
    if (cookieLine != null && cookies != null) {
      headers.add(new HeaderEdit(cookieLine, cookies.remainder()));
    }
    cookieLine = null;
    cookies = null;
  }

  /** A text out of which items are cut, in the order they stand in it. */
  private static final class Cut {

    private final String text;
    private final char separator;
    private final StringBuilder rest;
    private int position;

    Cut(String text, char separator) {
      this.text = text;
      this.separator = separator;
      this.rest = new StringBuilder(text.length());
    }

    void out(int start, int end) {
      rest.append(text, position, start);
      position = end;
      if (position < text.length()) {
        position++;
        while (position < text.length() && isPadding(text.charAt(position))) {
          position++;
        }
      } else {
        dropPadding();
        if (!rest.isEmpty() && rest.charAt(rest.length() - 1) == separator) {
          rest.setLength(rest.length() - 1);
        }
      }
    }

    /** What is left; null where that is nothing. */
    @Nullable String remainder() {
      rest.append(text, position, text.length());
      position = text.length();
      return isBlank() ? null : rest.toString();
    }

    /** A query keeps even its empty parameters, but a line of empty cookies is none. */
    private boolean isBlank() {
      for (int i = 0; i < rest.length(); i++) {
        char c = rest.charAt(i);
        if (separator == '&' || (c != separator && !isPadding(c))) {
          return false;
        }
      }
      return true;
    }

    private void dropPadding() {
      while (!rest.isEmpty() && isPadding(rest.charAt(rest.length() - 1))) {
        rest.setLength(rest.length() - 1);
      }
    }

    /** Cookies are parted by a semicolon and a space (RFC 6265, section 4.2.1). */
    private boolean isPadding(char c) {
      return separator == ';' && (c == ' ' || c == '\t');
    }
  }
}
