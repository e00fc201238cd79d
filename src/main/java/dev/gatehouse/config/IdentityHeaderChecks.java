package dev.gatehouse.config;

import dev.gatehouse.request.HeaderNames;
import dev.gatehouse.token.TokenCharacters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Checks the headers that claims are written to. */
final class IdentityHeaderChecks {

  private final GatehouseProperties properties;
  private final Problems problems;
  private final HeaderNames tokenSources;

  IdentityHeaderChecks(GatehouseProperties properties, Problems problems) {
    this.properties = properties;
    this.problems = problems;
    this.tokenSources =
        HeaderNames.of(
            properties.providers().values().stream()
                .flatMap(provider -> provider.tokenSources().stream())
                .map(TokenSourceProperties::header)
                .filter(Objects::nonNull)
                .toList());
  }

  void check() {
    properties
        .providers()
        .forEach(
            (name, provider) ->
                check(
                    "gatehouse.providers." + name + ".claimsToHeaders",
                    provider.claimsToHeaders()));
  }

  private void check(String path, List<ClaimHeaderProperties> claims) {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < claims.size(); i++) {
      String at = path + "[" + i + "]";
      ClaimHeaderProperties claim = claims.get(i);
      if (!claim.claim().isEmpty()) {
        ProviderChecks.checkClaim(problems, at + ".claim", claim.claim());
      }
      if (claim.header().isEmpty() || problems.hasErrorAt(at + ".header")) {
        continue;
      }
      checkHeader(at + ".header", claim.header());
      Integer first = seen.putIfAbsent(HeaderNames.canonical(claim.header()), i);
      if (first != null) {
        problems.error(
            at + ".header",
            "two claims are written to the header '" + claim.header() + "'",
            "the other is [" + first + "]; '-', '_', '.' and case make no difference");
      }
    }
  }

  private void checkHeader(String at, String header) {
    if (!TokenCharacters.isToken(header)) {
      problems.error(
          at,
          "'" + header + "' is no header name",
          "use letters, digits and '-', such as X-User-Id");
      return;
    }
    String meaning = ReservedHeaders.meaning(header);
    if (HeaderNames.same("authorization", header)) {
      meaning = "holds credentials";
    }
    if (meaning == null && tokenSources.contains(header)) {
      meaning = "is where tokens are looked for";
    }
    if (meaning != null) {
      problems.error(
          at,
          "no claim can be written to '" + header + "': it " + meaning,
          "use a header of your own, such as X-User-Id");
    }
  }
}
