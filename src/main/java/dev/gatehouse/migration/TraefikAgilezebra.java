package dev.gatehouse.migration;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Traefik plugin agilezebra/jwt-middleware.
 *
 * <p>Not thread-safe: one middleware.
 */
final class TraefikAgilezebra {

  private static final List<String> SYMMETRIC = List.of("HS256", "HS384", "HS512");

  private final Plan plan;
  private final Notes notes;

  TraefikAgilezebra(Plan plan, Notes notes) {
    this.plan = plan;
    this.notes = notes;
  }

  /** The middleware as a policy; null where it cannot be said. */
  @Nullable Block read(String name, Item plugin) {
    unrelated(plugin);
    Map<String, String> headers = plugin.pairs("headerMap");
    var claims = new TraefikClaims(plugin);
    plugin.flag("removeMissingHeaders", false);
    var names = new ArrayList<String>();
    for (Keys keys : keys(plugin)) {
      String provider = provider(name, keys, plugin, headers, claims.audiences());
      if (provider != null && !names.contains(provider)) {
        names.add(provider);
      }
    }
    boolean optional = plugin.flag("optional", false);
    if (!plugin.complete() || names.isEmpty()) {
      return null;
    }
    var policy = new Block(notes);
    if (optional) {
      policy.word("mode", "AllowMissing");
      if (!claims.conditions().isEmpty()) {
        notes.remark("a request without a token does not meet 'require' either, and is refused");
      }
    }
    return policy.texts("providers", names).texts("require", claims.conditions());
  }

  /**
   * Where keys come from.
   *
   * @param issuer null: anybody
   * @param document keys themselves, a URL, or null for discovery
   */
  private record Keys(@Nullable String issuer, @Nullable String document, boolean secret) {}

  private static void unrelated(Item plugin) {
    plugin.skip("skipPrefetch", "delayPrefetch", "logUnauthorized");
    for (String key :
        List.of("redirectUnauthorized", "redirectForbidden", "freshness", "rootCAs")) {
      plugin.lose(key, "Gatehouse answers 401 or 403, and trusts what its ssl bundle trusts");
    }
    plugin.lose("insecureSkipVerify", "certificates are always verified");
    plugin.lose("unauthenticatedMethods", "every method needs a token here");
  }

  private List<Keys> keys(Item plugin) {
    var keys = new ArrayList<Keys>();
    plugin.mixed("issuers").forEach(issuer -> keys.add(keys(issuer)));
    plugin.lose("secrets", "keys that are chosen by kid: give them as a JWK set, jwks.inline");
    String secret = plugin.text("secret");
    boolean encoded = plugin.flag("secretBase64Encoded", false);
    if (secret != null) {
      String decoded = encoded ? decoded(secret) : secret;
      if (decoded == null || isTemplate(secret)) {
        notes.lost(plugin.place("secret") + ": its value is not in these files, or no text");
      } else {
        keys.add(new Keys(null, decoded, true));
      }
    }
    return keys;
  }

  private static Keys keys(Element element) {
    return switch (element) {
      case Element.Text(String issuer) -> new Keys(issuer, null, false);
      case Element.Mapping(Item issuer) ->
          new Keys(issuer.text("issuer"), issuer.text("jwks"), false);
    };
  }

  private @Nullable String provider(
      String name, Keys keys, Item plugin, Map<String, String> headers, List<String> audiences) {
    Notes said = new Notes();
    String place = plugin.place("issuers");
    boolean wild = keys.issuer() != null && (isTemplate(keys.issuer()) || isWild(keys.issuer()));
    if (wild) {
      notes.lost(place + ": an issuer has no wildcards here");
      return null;
    }
    var provider =
        new JwtProvider(said)
            .issuer(keys.issuer())
            .audiences(audiences)
            .clockSkew("0s")
            .requireExpiration(false)
            .forwardToken(plugin.flag("forwardToken", true));
    boolean symmetric = material(keys, provider, plugin);
    List<String> methods = plugin.texts("validMethods");
    if (symmetric) {
      List<String> usable = methods.isEmpty() ? SYMMETRIC : methods;
      provider.algorithms(
          usable.stream().filter(SYMMETRIC::contains).toList(), plugin.place("validMethods"));
    } else if (!methods.isEmpty()) {
      provider.algorithms(
          methods.stream().filter(method -> !SYMMETRIC.contains(method)).toList(),
          plugin.place("validMethods"));
    }
    sources(plugin, provider);
    headers.forEach(
        (header, claim) ->
            ClaimHeaders.write(ClaimHeaders.path(claim), header, plugin, provider, plan));
    Block block = provider.block();
    if (block == null) {
      notes.addAll(said);
      return null;
    }
    return plan.provider(AgentgatewayPolicies.name(keys.issuer(), name), block);
  }

  /** Gives the keys to the provider; whether they are a shared secret. */
  private static boolean material(Keys keys, JwtProvider provider, Item plugin) {
    String document = keys.document();
    if (document == null) {
      Duration interval = Durations.parse(plugin.text("refreshKeysInterval"));
      if (interval != null) {
        provider.keysDiscovered(Durations.keeping(interval));
      }
      return false;
    }
    boolean pem = document.stripLeading().startsWith("-----BEGIN");
    if (keys.secret() && !pem) {
      provider.keysInline(octets(document), plugin.place("secret"));
      return true;
    }
    if (pem || document.stripLeading().startsWith("{")) {
      provider.keysInline(document, plugin.place("issuers"));
    } else {
      provider.keysAt(document, null, null);
    }
    return false;
  }

  private static void sources(Item plugin, JwtProvider provider) {
    String cookie = plugin.has("cookieName") ? plugin.text("cookieName") : "Authorization";
    String header = plugin.has("headerName") ? plugin.text("headerName") : "Authorization";
    String parameter = plugin.text("parameterName");
    plugin.skip("cookieName", "headerName");
    if (cookie != null && !cookie.isEmpty()) {
      provider.tokenInCookie(cookie, plugin.place("cookieName"));
    }
    if (header != null && !header.isEmpty()) {
      boolean usual = header.toLowerCase(Locale.ROOT).equals("authorization");
      provider.tokenInHeader(header, usual ? "Bearer" : null, plugin.place("headerName"));
    }
    if (parameter != null && !parameter.isEmpty()) {
      provider.tokenInQuery(parameter);
    }
  }

  /** A secret as a JWK (RFC 7518, section 6.4). */
  private static String octets(String secret) {
    byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
    return "{\"kty\":\"oct\",\"k\":\""
        + Base64.getUrlEncoder().withoutPadding().encodeToString(octets)
        + "\"}";
  }

  private static @Nullable String decoded(String secret) {
    try {
      byte[] octets = Base64.getDecoder().decode(secret.strip());
      for (byte octet : octets) {
        if (octet < 0) {
          return null;
        }
      }
      return new String(octets, StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static boolean isTemplate(String text) {
    return text.contains("{{") || text.startsWith("urn:k8s:");
  }

  private static boolean isWild(String text) {
    return text.contains("*") || text.contains("?") || text.contains("[");
  }
}
