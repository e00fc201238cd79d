package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes, rules and policies' audiences over real sockets: what is judged is what is sent on. */
class RulesIT {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final String YAML =
      """
      gatehouse:
        providers:
          main:
            issuer: https://main.test
            audiences: [orders]
            jwks: {inline: '$KEY'}
            tokenSources: [{header: Authorization, prefix: Bearer}, {query: access_token}]
            claimsToHeaders: [{claim: sub, header: X-User-Id}]
        policies:
          default: {providers: [main]}
          billing: {providers: [main], audiences: [billing]}
          scoped: {providers: [main], scopes: [orders.read, orders.write]}
          noadmin:
            providers: [main]
            deny: ["request.path == '/paths/admin' || request.path.startsWith('/paths/admin/')"]
          team:
            providers: [main]
            require: ["request.headers['x-team'] == 'red'", "!('x-user-id' in request.headers)"]
          account: {providers: [main], require: ["request.params.account == ['7']"]}
          query: {providers: [main], require: ["request.query == 'a=%31&b'"]}
          open:
            mode: AllowMissing
            providers: [main]
            allow: ["jwt.org == 'solo.io'", "'admin' in jwt.roles", "request.method == 'HEAD'"]
          lenient: {mode: Permissive, providers: [main], require: ["jwt.sub == 'alice'"]}
          near: {providers: [main], require: ["cidr(request.address, '127.0.0.0/8')"]}
          shadow: {providers: [main], enforce: false, deny: ["true"]}
        routes:
          - {id: default, uri: '$UPSTREAM', predicates: ['Path=/default/**']}
          - {id: billing, uri: '$UPSTREAM', predicates: ['Path=/billing/**'], policy: billing}
          - {id: scoped, uri: '$UPSTREAM', predicates: ['Path=/scoped/**'], policy: scoped}
          - {id: paths, uri: '$UPSTREAM', predicates: ['Path=/paths/**'], policy: noadmin, allowInPath: ['%2F', '%25', '//']}
          - {id: team, uri: '$UPSTREAM', predicates: ['Path=/team/**'], policy: team}
          - {id: account, uri: '$UPSTREAM', predicates: ['Path=/account/**'], policy: account}
          - {id: query, uri: '$UPSTREAM', predicates: ['Path=/query/**'], policy: query}
          - {id: open, uri: '$UPSTREAM', predicates: ['Path=/open/**'], policy: open}
          - {id: lenient, uri: '$UPSTREAM', predicates: ['Path=/lenient/**'], policy: lenient}
          - {id: near, uri: '$UPSTREAM', predicates: ['Path=/near/**'], policy: near}
          - {id: shadow, uri: '$UPSTREAM', predicates: ['Path=/shadow/**'], policy: shadow}
      """;

  private static Gate gate;

  @BeforeAll
  static void start() {
    gate = Gate.start(YAML.replace("$KEY", TestKey.jwks(KEY)));
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  private static TestToken token() {
    return TestToken.by(KEY).issuer("https://main.test").audience("orders").subject("alice");
  }

  @Test
  void judgesOneTokenByEachRoutesPolicy() {
    String token = token().audience("billing").compact();
    for (int i = 0; i < 3; i++) {
      gate.passes(Request.get("/billing/x").bearer(token));
      gate.refuses(Request.get("/default/x").bearer(token), 401, "token_audience_denied");
    }
  }

  @Test
  void namesTheMissingScopesInTheChallenge() {
    String token = token().claim("scope", "\"orders.read openid\"").compact();
    Response refused =
        gate.refuses(Request.get("/scoped/x").bearer(token), 403, "scope_insufficient");
    assertThat(refused.header("WWW-Authenticate"))
        .contains("error=\"insufficient_scope\"")
        .endsWith("scope=\"orders.write\"");
    gate.passes(
        Request.get("/scoped/x")
            .bearer(token().claim("scp", "[\"orders.read\",\"orders.write\"]").compact()));
    gate.refuses(Request.get("/scoped/x"), 401, "token_missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/paths/admin", "/paths/%61dmin", "/paths/%61%64%6d%69%6e", "/paths/admin/x"})
  void judgesAPathHoweverItIsEncoded(String target) {
    Response refused =
        gate.refuses(Request.get(target).bearer(token().compact()), 403, "access_denied");
    assertThat(refused.headers("WWW-Authenticate")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/paths/admin%2Fx", "/paths/administrator", "/paths/Admin", "/paths//admin"})
  void takesNoOtherPathForIt(String target) {
    gate.passes(Request.get(target).bearer(token().compact()));
  }

  @Test
  void judgesAHeaderThatIsSentTwiceAsTheUpstreamGetsIt() {
    Request once = Request.get("/team/x").bearer(token().compact()).header("X-Team", "red");
    assertThat(gate.passes(once).headers("X-Team")).containsExactly("red");
    gate.refuses(once.header("x-team", "blue"), 403, "access_denied");
    gate.refuses(once.header("x-team", "red"), 403, "access_denied");
  }

  @Test
  void showsRulesNoIdentityHeaderOfAClient() {
    Request forged =
        Request.get("/team/x")
            .bearer(token().compact())
            .header("X-Team", "red")
            .header("X-User-Id", "root")
            .header("x_user_id", "root");
    assertThat(gate.passes(forged).headers("X-User-Id")).containsExactly("alice");
  }

  @ParameterizedTest
  @CsvSource({"account=7", "account=%37", "x=1&account=7", "acc%6funt=7"})
  void readsAParameterAsServersDo(String query) {
    gate.passes(Request.get("/account/x?" + query).bearer(token().compact()));
  }

  @ParameterizedTest
  @CsvSource({
    "account=7&account=7",
    "account=7&account=8",
    "acc%6funt=8&account=7",
    "a=7",
    "account=8"
  })
  void judgesAParameterThatIsSentTwiceAsTheUpstreamGetsIt(String query) {
    gate.refuses(
        Request.get("/account/x?" + query).bearer(token().compact()), 403, "access_denied");
  }

  @Test
  void judgesTheQueryWithoutItsToken() {
    String token = token().compact();
    gate.passes(Request.get("/query/x?a=%31&b").bearer(token));
    gate.passes(Request.get("/query/x?a=%31&access_token=" + token + "&b"));
    gate.refuses(Request.get("/query/x?a=1&b").bearer(token), 403, "access_denied");
  }

  @Test
  void holdsAnonymousToTheRules() {
    gate.refuses(Request.get("/open/x"), 401, "token_missing");
    gate.passes(Request.get("/open/x").bearer(token().claim("org", "\"solo.io\"").compact()));
    gate.passes(
        Request.get("/open/x").bearer(token().claim("roles", "[\"user\",\"admin\"]").compact()));
    gate.refuses(
        Request.get("/open/x").bearer(token().claim("org", "\"else\"").compact()),
        403,
        "access_denied");
    String expired = token().expiresIn(java.time.Duration.ofHours(-1)).compact();
    gate.refuses(Request.get("/lenient/x").bearer(expired), 401, "token_expired");
    gate.refuses(Request.get("/lenient/x"), 401, "token_missing");
    gate.passes(Request.get("/lenient/x").bearer(token().compact()));
  }

  @Test
  void knowsWhereARequestComesFrom() {
    gate.passes(Request.get("/near/x").bearer(token().compact()));
  }

  @Test
  void passesInShadowModeAsWhoeverItIs() {
    SeenRequest seen = gate.passes(Request.get("/shadow/x").bearer(token().compact()));
    assertThat(seen.headers("X-User-Id")).containsExactly("alice");
    assertThat(seen.headers("Authorization")).isEmpty();
  }

  @Test
  void refusesAFileWhoseRuleReadsWhatThereIsNot() {
    Path file =
        GatehouseProcess.write(
            YAML.replace("$KEY", TestKey.jwks(KEY))
                .replace("$UPSTREAM", "http://127.0.0.1:9")
                .replace("request.method == 'HEAD'", "request.metod == 'HEAD'"));
    var ended = GatehouseProcess.run("--check", file.toString());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .contains("undeclared reference to 'request'")
        .contains("'request' has method, scheme, host");
  }
}
