package dev.gatehouse.token;

import org.jspecify.annotations.Nullable;

/** A place in a request where a token is looked for (contract, section 3). */
public sealed interface TokenSource {

  /**
   * A header field.
   *
   * @param name the field's name; compared with {@code _} and {@code .} read as {@code -}
   * @param prefix the authentication scheme in front of the token (RFC 9110, section 11.1); null:
   *     the whole value is the token
   */
  record Header(String name, @Nullable String prefix) implements TokenSource {

    public Header {
      if (!TokenCharacters.isToken(name)) {
        throw new IllegalArgumentException("header must be a field name, not '" + name + "'");
      }
      if (prefix != null && !TokenCharacters.isToken(prefix)) {
        throw new IllegalArgumentException(
            "prefix must be an authentication scheme such as Bearer, not '" + prefix + "'");
      }
    }
  }

  /**
   * A query parameter.
   *
   * @param name the parameter's name; compared percent-decoded
   */
  record Query(String name) implements TokenSource {

    public Query {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("query must name a parameter");
      }
    }
  }

  /**
   * A cookie.
   *
   * @param name the cookie's name; compared exactly
   */
  record Cookie(String name) implements TokenSource {

    public Cookie {
      if (!TokenCharacters.isToken(name)) {
        throw new IllegalArgumentException("cookie must be a cookie's name, not '" + name + "'");
      }
    }
  }
}
