package dev.gatehouse.migration;

import dev.gatehouse.config.ReservedHeaders;
import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeyDocument;
import dev.gatehouse.keys.KeySetParser;
import dev.gatehouse.keys.Keys;
import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.token.ClaimPath;
import dev.gatehouse.token.TokenCharacters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A provider that is being written. What cannot be said is either left out, where that admits
 * nobody more, or makes the provider unusable.
 *
 * <p>Not thread-safe: one import.
 */
final class JwtProvider {

  private static final String DEFAULT_SKEW = "60s";

  private final Notes notes;
  private final List<Block> sources = new ArrayList<>();
  private final List<Block> claims = new ArrayList<>();
  private final List<String> claimHeaders = new ArrayList<>();
  private @Nullable String issuer;
  private List<String> audiences = List.of();
  private List<String> algorithms = List.of();
  private List<String> requiredClaims = List.of();
  private @Nullable Block jwks;
  private @Nullable String inline;
  private @Nullable String cache;
  private boolean forwardToken;
  private boolean requireExpiration = true;
  private String clockSkew = DEFAULT_SKEW;
  private @Nullable String maxLifetime;
  private boolean sourcesAsked;
  private boolean unusable;

  JwtProvider(Notes notes) {
    this.notes = notes;
  }

  JwtProvider issuer(@Nullable String text) {
    issuer = text == null || text.isEmpty() ? null : text;
    return this;
  }

  JwtProvider audiences(List<String> all) {
    audiences = all;
    return this;
  }

  JwtProvider requiredClaims(List<String> all) {
    requiredClaims = all;
    return this;
  }

  JwtProvider forwardToken(boolean forward) {
    forwardToken = forward;
    return this;
  }

  JwtProvider requireExpiration(boolean require) {
    requireExpiration = require;
    return this;
  }

  JwtProvider clockSkew(String duration) {
    clockSkew = duration;
    return this;
  }

  JwtProvider maxLifetime(@Nullable String duration) {
    maxLifetime = duration;
    return this;
  }

  /** Allows these algorithms, as far as Gatehouse has them. */
  JwtProvider algorithms(List<String> names, String place) {
    var known = new ArrayList<String>();
    for (String name : names) {
      if (JwsAlgorithm.named(name) == null) {
        notes.lost(place + ": Gatehouse has no algorithm " + name);
      } else if (!known.contains(name)) {
        known.add(name);
      }
    }
    unusable |= known.isEmpty();
    algorithms = known;
    return this;
  }

  /** Takes the keys from there, if there is a URL. */
  JwtProvider keysAt(
      @Nullable String url, @Nullable String cacheDuration, @Nullable String timeout) {
    if (url != null) {
      unusable |= !WebUrl.isReadable(url);
      jwks =
          new Block()
              .text("url", url)
              .text("cacheDuration", cacheDuration)
              .text("timeout", timeout);
    }
    return this;
  }

  /** Takes the keys from where discovery finds them. */
  JwtProvider keysDiscovered(@Nullable String cacheDuration) {
    cache = cacheDuration;
    return this;
  }

  /** Takes these keys, if there are any; keys that Gatehouse cannot read make it unusable. */
  JwtProvider keysInline(@Nullable String document, String place) {
    if (document != null) {
      jwks = new Block().text("inline", document);
      inline = document;
      if (!(new KeySetParser().parse(document) instanceof KeyDocument.Usable)) {
        notes.lost(place + ": Gatehouse finds no usable key there");
        unusable = true;
      }
    }
    return this;
  }

  /** Takes the keys from a variable of the environment, which somebody has to set. */
  JwtProvider keysFromEnvironment(String variable, String place) {
    notes.lost(place + ": the keys are not in these files; put them into the variable " + variable);
    jwks = new Block().text("inline", "${" + variable + "}");
    return this;
  }

  /** Takes the keys from a file. */
  JwtProvider keysInFile(@Nullable String file) {
    if (file != null) {
      notes.remark("the file with the keys has to be there: " + file);
      jwks = new Block().text("file", file);
    }
    return this;
  }

  /** Looks for tokens in a header. */
  JwtProvider tokenInHeader(String header, @Nullable String prefix, String place) {
    sourcesAsked = true;
    String scheme = prefix == null || prefix.isBlank() ? null : prefix.strip();
    boolean readable =
        TokenCharacters.isToken(header)
            && ReservedHeaders.meaning(header) == null
            && (scheme == null || TokenCharacters.isToken(scheme));
    if (readable) {
      source(new Block().text("header", header).text("prefix", scheme));
    } else {
      notes.lost(place + ": Gatehouse does not look for tokens there");
    }
    return this;
  }

  /** Looks for tokens in a query parameter. */
  JwtProvider tokenInQuery(String parameter) {
    sourcesAsked = true;
    return source(new Block().text("query", parameter));
  }

  /** Looks for tokens in a cookie. */
  JwtProvider tokenInCookie(String cookie, String place) {
    sourcesAsked = true;
    if (TokenCharacters.isToken(cookie)) {
      return source(new Block().text("cookie", cookie));
    }
    notes.lost(place + ": Gatehouse does not look for tokens there");
    return this;
  }

  private JwtProvider source(Block source) {
    if (!sources.contains(source)) {
      sources.add(source);
    }
    return this;
  }

  /** Writes a claim to a header; gives false where the header is none that Gatehouse writes. */
  boolean claimToHeader(String claim, String header, String place) {
    boolean writable =
        TokenCharacters.isToken(header)
            && ReservedHeaders.meaning(header) == null
            && !HeaderNames.same("authorization", header)
            && !claimHeaders.contains(HeaderNames.canonical(header))
            && isPath(claim);
    if (writable) {
      claimHeaders.add(HeaderNames.canonical(header));
      claims.add(new Block().text("claim", claim).text("header", header));
    } else {
      notes.lost(place + ": Gatehouse cannot write that claim to that header");
    }
    return writable;
  }

  private static boolean isPath(String claim) {
    try {
      ClaimPath.parse(claim);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The provider as it is written; null where it would not mean what it should. */
  @Nullable Block block() {
    if (unusable
        || !isInLines()
        || (sourcesAsked && sources.isEmpty())
        || (jwks == null && !discoverable())) {
      return null;
    }
    if (!fits()) {
      notes.lost("the keys fit none of the algorithms");
      return null;
    }
    var block = new Block(notes).text("issuer", issuer).texts("audiences", audiences);
    block.block("jwks", jwks == null ? new Block().text("cacheDuration", cache) : jwks);
    block.texts("algorithms", algorithms);
    block.lines("tokenSources", isUsual() ? List.of() : sources);
    if (forwardToken) {
      block.word("forwardToken", "true");
    }
    block.lines("claimsToHeaders", claims);
    block.text("clockSkew", clockSkew.equals(DEFAULT_SKEW) ? null : clockSkew);
    if (!requireExpiration) {
      block.word("requireExpiration", "false");
    }
    return block.text("maxLifetime", maxLifetime).texts("requiredClaims", requiredClaims);
  }

  private boolean discoverable() {
    boolean url = issuer != null && WebUrl.isReadable(issuer);
    if (!url) {
      notes.lost("there are neither keys nor an issuer to ask for them");
    }
    return url;
  }

  /** Whether what is compared with claims stands in one line, as it does in any token. */
  private boolean isInLines() {
    boolean inLines =
        Stream.concat(Stream.ofNullable(issuer), audiences.stream())
            .allMatch(text -> !text.isEmpty() && text.chars().noneMatch(Character::isISOControl));
    if (!inLines) {
      notes.lost("the issuer or an audience is empty, or holds a control character");
    }
    return inLines;
  }

  private boolean isUsual() {
    return sources.equals(
        List.of(new Block().text("header", "Authorization").text("prefix", "Bearer")));
  }

  /** Whether one of the keys, where they are known, fits one of the algorithms. */
  private boolean fits() {
    if (inline == null
        || !(new KeySetParser().parse(inline) instanceof KeyDocument.Usable(Keys keys, _))) {
      return true;
    }
    return Arrays.stream(JwsAlgorithm.values())
        .filter(
            algorithm ->
                algorithms.isEmpty()
                    ? !algorithm.isSymmetric()
                    : algorithms.contains(algorithm.jwsName()))
        .anyMatch(algorithm -> !keys.fitting(algorithm, null).isEmpty());
  }
}
