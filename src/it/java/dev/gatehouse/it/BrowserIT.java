package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A single-page app of another origin, in a real browser: what it can read, and what the browser
 * keeps from it. Where there is no chromedriver it is skipped, unless {@code
 * -Dgatehouse.browser=required}.
 */
class BrowserIT {

  private static final TestKey KEY = TestKey.rsa("main");

  private static final String FETCH =
      """
      const [url, options] = args;
      const answer = await fetch(url, JSON.parse(options));
      return {status: answer.status, body: await answer.text(),
              challenge: answer.headers.get('WWW-Authenticate'),
              retryAfter: answer.headers.get('Retry-After'),
              requestId: answer.headers.get('X-Request-Id')};
      """;

  private static final String YAML =
      """
      gatehouse:
        providers:
          main:
            issuer: https://main.test
            jwks: {inline: '$JWKS'}
          down:
            issuer: https://down.test
            jwks: {url: 'http://127.0.0.1:1/keys', timeout: 1s}
          cookie:
            issuer: https://cookie.test
            jwks: {inline: '$JWKS'}
            tokenSources: [{cookie: session}]
        policies:
          default: {providers: [main, down]}
          cookie: {providers: [cookie]}
        routes:
          - id: api
            uri: $UPSTREAM
            predicates: [Path=/api/**]
            cors: {allowedOrigins: ["$APP"], allowedMethods: [GET, PUT], allowedHeaders: [Authorization]}
          - id: cookie
            uri: $UPSTREAM
            predicates: [Path=/cookie/**]
            policy: cookie
            cors: {allowedOrigins: ["$APP"], allowCredentials: true}
          - {id: socket, uri: $SOCKETS, predicates: [Path=/socket], policy: cookie}
          - {id: plain, uri: $UPSTREAM, predicates: [Path=/plain/**]}
          - {id: public, uri: $UPSTREAM, predicates: [Path=/public/**], policy: none}
      """
          .replace("$JWKS", TestKey.jwks(KEY));

  private static final String TALK =
      """
      const [url, text] = args;
      return await new Promise(done => {
        const socket = new WebSocket(url);
        socket.onopen = () => socket.send(text);
        socket.onmessage = event => { done({echo: event.data}); socket.close(1000); };
        socket.onclose = event => done({code: event.code});
      });
      """;

  private static HttpServer pages;
  private static ScriptedUpstream sockets;
  private static Gate gate;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    Path driver = Browser.driver().orElse(null);
    if (driver == null) {
      String missing =
          "no chromedriver on the PATH, so no browser was asked: apt-get install chromium-driver";
      assertThat(System.getProperty("gatehouse.browser")).as(missing).isNotEqualTo("required");
      abort(missing);
      return;
    }
    pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pages.createContext("/", BrowserIT::page);
    pages.start();
    sockets = new ScriptedUpstream(ScriptedUpstream::echo);
    gate = Gate.start(YAML.replace("$APP", origin("127.0.0.1")).replace("$SOCKETS", sockets.url()));
    browser = Browser.start(driver);
  }

  private static void page(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
    byte[] html = "<!doctype html><title>app</title>".getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, html.length);
    try (var out = exchange.getResponseBody()) {
      out.write(html);
    }
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (gate != null) {
      gate.close();
    }
    if (sockets != null) {
      sockets.close();
    }
    if (pages != null) {
      pages.stop(0);
    }
  }

  private static String origin(String host) {
    return "http://" + host + ":" + pages.getAddress().getPort();
  }

  /** What the app sees of an answer; {@code options} are those of {@code fetch}, as JSON. */
  private static JsonNode fetch(String host, String path, String options) {
    String url = "http://127.0.0.1:" + gate.process().port() + path;
    return browser.open(origin(host) + "/").run(FETCH, url, options);
  }

  private static JsonNode fetch(String path, String options) {
    return fetch("127.0.0.1", path, options);
  }

  private static String bearing(String method, String token) {
    return "{\"method\":\"%s\",\"headers\":{\"Authorization\":\"Bearer %s\"}}"
        .formatted(method, token);
  }

  private static String token(String issuer) {
    return TestToken.by(KEY).issuer(issuer).subject("alice").compact();
  }

  @Test
  void appReadsWhyItIsRefused() {
    JsonNode missing = fetch("/api/1", "{}");
    assertThat(missing.path("status").asInt()).as("%s", missing).isEqualTo(401);
    assertThat(missing.path("body").asString()).contains("\"code\":\"token_missing\"");
    assertThat(missing.path("challenge").asString()).isEqualTo("Bearer realm=\"default\"");
    assertThat(missing.path("requestId").asString()).isNotEmpty();
    JsonNode malformed = fetch("/api/1", bearing("GET", "nonsense"));
    assertThat(malformed.path("status").asInt()).as("%s", malformed).isEqualTo(401);
    assertThat(malformed.path("body").asString()).contains("\"code\":\"token_malformed\"");
    assertThat(malformed.path("challenge").asString()).contains("error=\"invalid_token\"");
  }

  @Test
  void appReadsThatKeysAreMissing() {
    JsonNode answer = fetch("/api/1", bearing("GET", token("https://down.test")));
    assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(503);
    assertThat(answer.path("body").asString()).contains("\"code\":\"keys_unavailable\"");
    assertThat(answer.path("retryAfter").asString()).isNotEmpty();
  }

  @Test
  void appReadsAnswerBehindPreflight() {
    int before = gate.upstream().count();
    JsonNode answer = fetch("/api/1", bearing("PUT", token("https://main.test")));
    assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
    assertThat(answer.path("body").asString()).contains("\"method\":\"PUT\"");
    assertThat(gate.upstream().count()).isEqualTo(before + 1);
  }

  @Test
  void appSendsItsCookieWhereThatIsAllowed() {
    browser.open(origin("127.0.0.1") + "/");
    browser.run("document.cookie = args[0];", "session=" + token("https://cookie.test"));
    JsonNode answer = fetch("/cookie/1", "{\"credentials\":\"include\"}");
    assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
    assertBlocked(fetch("/api/1", "{\"credentials\":\"include\"}"));
  }

  @Test
  void appTalksOverAWebSocketWithItsCookieAlone() {
    String url = "ws://127.0.0.1:" + gate.process().port() + "/socket";
    browser.open(origin("127.0.0.1") + "/");
    browser.run("document.cookie = 'session=; max-age=0';");
    assertThat(browser.run(TALK, url, "hi").path("code").asInt()).isEqualTo(1006);
    assertThat(sockets.requests()).isZero();
    browser.run("document.cookie = args[0];", "session=" + token("https://cookie.test"));
    assertThat(browser.run(TALK, url, "hi").path("echo").asString()).isEqualTo("hi");
  }

  @Test
  void browserSendsNothingThatThePreflightDidNotAllow() {
    int before = gate.upstream().count();
    String token = token("https://main.test");
    assertBlocked(fetch("/api/1", bearing("DELETE", token)));
    assertBlocked(fetch("/plain/1", bearing("GET", token)));
    assertBlocked(fetch("localhost", "/api/1", bearing("GET", token)));
    assertThat(gate.upstream().count()).isEqualTo(before);
  }

  @Test
  void browserKeepsFromPageWhatItMayNotRead() {
    assertBlocked(fetch("/plain/1", "{}"));
    assertBlocked(fetch("/public/1", "{}"));
    assertBlocked(fetch("localhost", "/api/1", "{}"));
  }

  private static void assertBlocked(JsonNode answer) {
    assertThat(answer.path("failed").asString("")).as("%s", answer).startsWith("TypeError");
  }
}
