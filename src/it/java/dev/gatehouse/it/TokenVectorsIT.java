package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The public corpora of defective tokens, as requests. */
class TokenVectorsIT {

  private static final String ALGORITHMS =
      "[RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, HS256, HS384, HS512]";
  private static final Pattern PLACE = Pattern.compile("gatehouse\\.yaml:(\\d+):\\d+: error");

  @Test
  void admitsWycheproofsGoodTokensAndNoOther() {
    JsonNode file = Vectors.read("wycheproof_derived_jwt");
    Map<String, JsonNode> keySets = new TreeMap<>();
    file.path("keysets").properties().forEach(set -> keySets.put(set.getKey(), set.getValue()));
    Set<String> refused = refusedKeySets(keySets);
    keySets.keySet().removeAll(refused);
    int admitted = 0;
    int rejected = 0;
    int open = 0;
    List<String> wrong = new ArrayList<>();
    try (var gate = Gate.start(yaml(keySets))) {
      for (JsonNode each : file.path("cases")) {
        String token = each.path("token").asString("");
        if (!sendable(token)) {
          continue;
        }
        String set = each.path("keyset").asString();
        boolean served = !refused.contains(set) && served(gate, "/" + set + "/x", token);
        switch (each.path("expect").asString()) {
          case "accept" -> admitted += judge(served, each, wrong);
          case "reject" -> rejected += judge(!served, each, wrong);
          default -> open++;
        }
      }
    }
    System.out.printf(
        "wycheproof: %d admitted, %d rejected, %d open; key sets refused: %s%n",
        admitted, rejected, open, refused);
    assertThat(wrong).isEmpty();
    assertThat(admitted).isEqualTo(20);
    assertThat(rejected).isGreaterThan(200);
  }

  private static int judge(boolean right, JsonNode each, List<String> wrong) {
    if (!right) {
      wrong.add(each.path("id").asString() + ": " + each.path("why").asString());
    }
    return right ? 1 : 0;
  }

  private static boolean served(Gate gate, String path, String token) {
    int before = gate.upstream().count();
    Response response = gate.send(Request.get(path).bearer(token));
    assertThat(response.status()).as("%s", response).isIn(200, 401);
    assertThat(gate.upstream().count()).isEqualTo(before + (response.status() == 200 ? 1 : 0));
    return response.status() == 200;
  }

  /** A key set without one usable key is an error of the configuration: its tokens have no door. */
  private static Set<String> refusedKeySets(Map<String, JsonNode> keySets) {
    String yaml = yaml(keySets).replace("$UPSTREAM", "http://127.0.0.1:9");
    var check = GatehouseProcess.run("--check", GatehouseProcess.write(yaml).toString());
    List<String> lines = yaml.lines().toList();
    Set<String> refused = new TreeSet<>();
    if (check.status() != 0) {
      for (String place : PLACE.matcher(check.output()).results().map(m -> m.group(1)).toList()) {
        String line = lines.get(Integer.parseInt(place) - 1).strip();
        assertThat(line).as(check.output()).startsWith("ks").contains("inline:");
        refused.add(line.substring(0, 4));
      }
    }
    return refused;
  }

  private static String yaml(Map<String, JsonNode> keySets) {
    var providers = new StringBuilder();
    var policies = new StringBuilder();
    var routes = new StringBuilder();
    keySets.forEach(
        (name, set) -> {
          providers.append("    " + name + ": {issuer: 'https://issuer.wycheproof.example', ");
          providers.append("audiences: [wycheproof-gateway], algorithms: " + ALGORITHMS);
          providers.append(", jwks: {inline: '" + set.path("jwks") + "'}}\n");
          policies.append("    " + name + ": {providers: [" + name + "]}\n");
          routes.append("    - {id: " + name + ", uri: $UPSTREAM, predicates: [Path=/" + name);
          routes.append("/**], policy: " + name + "}\n");
        });
    return "gatehouse:\n  providers:\n"
        + providers
        + "  policies:\n"
        + policies
        + "  routes:\n"
        + routes;
  }

  @Test
  void refusesEveryMalformedTokenOfJwtVerifyLib() {
    TestKey key = TestKey.rsa("main");
    String yaml =
        """
        gatehouse:
          providers:
            main: {jwks: {inline: '$JWKS'}}
          policies:
            default: {providers: [main]}
            lax: {mode: AllowMissing, providers: [main]}
          routes:
            - {id: strict, uri: $UPSTREAM, predicates: [Path=/strict], policy: default}
            - {id: lax, uri: $UPSTREAM, predicates: [Path=/lax], policy: lax}
        """
            .replace("$JWKS", TestKey.jwks(key));
    int sent = 0;
    try (var gate = Gate.start(yaml)) {
      for (JsonNode each : Vectors.read("jwt_verify_lib_malformed").path("cases")) {
        String token = each.path("token").asString("c".repeat(10_240));
        if (each.path("token_rule").isNull() || !each.has("token_rule")) {
          token = each.path("token").asString("");
        }
        if (!sendable(token) && !token.isEmpty()) {
          continue;
        }
        for (String path : new String[] {"/strict", "/lax"}) {
          Response refusal = gate.refuses(Request.get(path).bearer(token));
          assertThat(refusal.status()).as(each.path("id").asString()).isEqualTo(401);
        }
        sent++;
      }
    }
    System.out.printf("jwt_verify_lib_malformed: %d refused on two routes%n", sent);
    assertThat(sent).isGreaterThanOrEqualTo(30);
  }

  private static boolean sendable(String token) {
    return !token.isEmpty() && token.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }
}
