package dev.gatehouse.migration;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider of Envoy's {@code jwt_authn}, which may be written several times, each with other
 * audiences.
 *
 * @param written the name under which it is written
 * @param block the provider as it is written
 */
record EnvoyProvider(String written, Block block) {

  /** Whose tokens they are; null: anybody's. */
  @Nullable String issuer() {
    return block.entries().get("issuer") instanceof Value.Text(String issuer) ? issuer : null;
  }

  /** Reads a provider and writes it; null where it would not mean the same. */
  static @Nullable EnvoyProvider read(String name, Item item, Plan plan) {
    Notes notes = new Notes();
    item.noteTo(notes);
    var provider =
        new JwtProvider(notes)
            .issuer(item.text("issuer"))
            .audiences(item.texts("audiences"))
            .forwardToken(item.flag("forward", false))
            .requireExpiration(item.flag("requireExpiration", false));
    item.skip(
        "jwtCacheConfig",
        "padForwardPayloadHeader",
        "clearRouteCache",
        "payloadInMetadata",
        "headerInMetadata",
        "failedStatusInMetadata",
        "normalizePayloadInMetadata");
    String payload = item.text("forwardPayloadHeader");
    if (payload != null) {
      notes.lost(
          item.place("forwardPayloadHeader")
              + ": no header carries the whole payload; map claims with claimsToHeaders");
      plan.trusted(payload);
    }
    boolean timed = times(item, provider, notes);
    sources(item, provider);
    for (Item claim : item.items("claimToHeaders")) {
      ClaimHeaders.write(claim.text("claimName"), claim.text("headerName"), claim, provider, plan);
    }
    keys(item, provider, notes);
    Block block = item.complete() && timed ? provider.block() : null;
    if (block == null || !block.entries().containsKey("jwks")) {
      plan.notes().addAll(notes);
      plan.notes().lost(item.place() + ": the provider " + name + " is left out");
      return null;
    }
    return new EnvoyProvider(plan.provider(name, block), block);
  }

  private static boolean times(Item item, JwtProvider provider, Notes notes) {
    String skew = item.rawText("clockSkewSeconds");
    Duration leeway = Durations.parse(skew == null ? "60s" : skew + "s");
    // what Envoy reads as 0 is its default
    boolean asked = leeway != null && !leeway.isZero();
    if (leeway == null || leeway.compareTo(Duration.ofHours(1)) > 0) {
      notes.lost(item.place("clockSkewSeconds") + ": at most 3600 here");
      return false;
    }
    provider.clockSkew(asked ? leeway.toSeconds() + "s" : "60s");
    if (item.has("maxLifetime")) {
      Duration longest = Durations.read(item, "maxLifetime");
      if (longest == null || longest.toSeconds() < 1) {
        notes.lost(item.place("maxLifetime") + ": not a length of time from 1s on");
        return false;
      }
      notes.remark("maxLifetime counts from iat here, where Envoy counts from now");
      provider.maxLifetime(Durations.text(longest));
    }
    return true;
  }

  private static void sources(Item item, JwtProvider provider) {
    List<Item> headers = item.items("fromHeaders");
    List<String> parameters = item.texts("fromParams");
    List<String> cookies = item.texts("fromCookies");
    if (headers.isEmpty() && parameters.isEmpty() && cookies.isEmpty()) {
      provider.tokenInHeader("Authorization", "Bearer", item.place()).tokenInQuery("access_token");
    }
    for (Item header : headers) {
      String name = header.text("name");
      if (name != null) {
        provider.tokenInHeader(name, header.text("valuePrefix"), header.place("name"));
      }
    }
    parameters.forEach(provider::tokenInQuery);
    cookies.forEach(cookie -> provider.tokenInCookie(cookie, item.place("fromCookies")));
  }

  private static void keys(Item item, JwtProvider provider, Notes notes) {
    Item remote = item.item("remoteJwks");
    Item local = item.item("localJwks");
    Item http = remote == null ? null : remote.item("httpUri");
    if (remote != null && http != null) {
      remote.skip("asyncFetch", "retryPolicy");
      http.skip("cluster");
      provider.keysAt(
          http.text("uri"),
          Durations.keeping(Durations.read(remote, "cacheDuration")),
          EnvoyJwt.time(Durations.read(http, "timeout")));
    }
    if (local != null) {
      provider.keysInline(local.text("inlineString"), local.place("inlineString"));
      provider.keysInFile(local.text("filename"));
      String variable = local.rawText("environmentVariable");
      if (variable != null) {
        if (variable.equals(Variables.named(variable))) {
          provider.keysFromEnvironment(variable, local.place("environmentVariable"));
        } else {
          notes.lost(local.place("environmentVariable") + ": no name for a variable here");
        }
      }
    }
  }
}
