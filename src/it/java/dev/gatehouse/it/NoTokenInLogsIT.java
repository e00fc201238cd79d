package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is printed never holds a token. Every other class proves it too, for all that it sent, when
 * it closes its process.
 */
class NoTokenInLogsIT {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final TestKey STRANGER = TestKey.rsa("main");

  @Test
  void searchFindsTokenOrPieceOfOne() {
    String token = TestToken.by(KEY).subject("planted").compact();
    String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
    assertThat(SentTokens.linesWithTokens("first\nGET /x?access_token=" + token + " 200\n"))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("GET /x?access_token="));
    assertThat(SentTokens.linesWithTokens("claims: " + payload)).hasSize(1);
    assertThat(SentTokens.linesWithTokens("nothing of the kind")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INFO", "DEBUG"})
  void printsNoTokenWhateverBecomesOfIt(String level) {
    String yaml =
        """
        logging: {level: {root: $LEVEL}}
        gatehouse:
          providers:
            main:
              issuer: https://main.test
              jwks: {inline: '$JWKS'}
              tokenSources:
                - {header: Authorization, prefix: Bearer}
                - {header: x-jwt}
                - {query: access_token}
                - {cookie: session}
          policies:
            default: {providers: [main]}
            lax: {mode: Permissive, providers: [main]}
          routes:
            - {id: api, uri: $UPSTREAM, predicates: [Path=/api/**]}
            - {id: lax, uri: $UPSTREAM, predicates: [Path=/lax/**], policy: lax}
            - {id: dead, uri: 'http://127.0.0.1:9', predicates: [Path=/dead/**]}
            - {id: slow, uri: $UPSTREAM, predicates: [Path=/hang/**], timeout: 500ms}
        """
            .replace("$LEVEL", level)
            .replace("$JWKS", TestKey.jwks(KEY));
    try (var gate = Gate.start(yaml)) {
      String good = TestToken.by(KEY).issuer("https://main.test").compact();
      String forged = TestToken.by(STRANGER).issuer("https://main.test").compact();
      String broken = SentTokens.register(good.substring(0, good.length() - 9) + "%00\\\"'");
      for (String path :
          new String[] {"/api/x", "/lax/x", "/dead/x", "/hang/x", "/no", "/api/../x"}) {
        for (String token : new String[] {good, forged, broken}) {
          gate.send(Request.get(path).bearer(token));
          gate.send(Request.get(path).header("x-jwt", token));
          gate.send(Request.get(path + "?access_token=" + token));
          gate.send(Request.get(path).header("Cookie", "session=" + token));
        }
      }
      gate.send(Request.get("/api/x?" + "a".repeat(30_000) + good));
      gate.send(Request.get("/api/x").header("Bad Name " + good, "x"));
    }
  }
}
