package dev.gatehouse.keys;

import java.net.URI;

/** Where a remote key set is found. */
public sealed interface KeySource {

  /**
   * At this address.
   *
   * @param uri absolute, http or https, without user info and fragment
   */
  record Url(URI uri) implements KeySource {
    public Url {
      Origin.require("jwks.url", uri);
    }

    @Override
    public String toString() {
      // a query may hold a credential
      return "Url[" + Origin.of(uri) + "]";
    }
  }

  /**
   * Where the issuer's discovery document says (OpenID Connect Discovery 1.0, section 4).
   *
   * @param issuer the issuer, exactly as its document must name it: an http or https URL without
   *     user info, query and fragment
   */
  record Issuer(String issuer) implements KeySource {
    public Issuer {
      URI uri = Origin.require("issuer", URI.create(issuer));
      if (uri.getRawQuery() != null) {
        throw new IllegalArgumentException("issuer must have no query to be discovered");
      }
    }

    /** The address of the discovery document; one slash that ends the issuer does not count. */
    URI document() {
      String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
      return URI.create(base + "/.well-known/openid-configuration");
    }
  }
}
