package dev.gatehouse.keys;

import static dev.gatehouse.keys.TestKeySets.jwks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.request.HeaderField;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Fetching over real sockets from issuers that behave and issuers that do not. */
class HttpKeySetTest {

  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final HeaderField API_KEY = new HeaderField("X-Api-Key", "of the issuer alone");

  private final List<DisposableServer> servers = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger closed = new AtomicInteger();

  @AfterEach
  void stopServers() {
    servers.forEach(DisposableServer::disposeNow);
  }

  private URI serve(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
    DisposableServer server =
        HttpServer.create()
            .host("localhost")
            .port(0)
            .handle(
                (request, response) -> {
                  request.withConnection(c -> c.onDispose(closed::incrementAndGet));
                  requests.add(
                      request.method()
                          + " "
                          + request.uri()
                          + " "
                          + request.requestHeaders().get("X-Api-Key", "-")
                          + " "
                          + request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH, "-"));
                  return handler.apply(request, response);
                })
            .bindNow();
    servers.add(server);
    return URI.create("http://localhost:" + server.port());
  }

  private static RemoteKeySettings settings(KeySource source, Duration timeout) {
    return new RemoteKeySettings(
        source,
        Duration.ofMinutes(5),
        Duration.ofSeconds(10),
        Duration.ofHours(1),
        timeout,
        List.of(API_KEY),
        null,
        null);
  }

  private static RemoteFetch.Landing land(KeySource source, Duration timeout) {
    return land(settings(source, timeout), null);
  }

  private static RemoteFetch.Landing land(
      RemoteKeySettings settings, KeySetFetcher.@Nullable Validator held) {
    var background =
        new Background(
            InstantSource.system(),
            Schedulers.parallel(),
            Schedulers.boundedElastic(),
            RandomGenerator.getDefault());
    return new RemoteFetch(
            HttpKeySetFetcher.of(settings), new KeySetParser(), settings.timeout(), background)
        .land(held)
        .block(BOUND);
  }

  private static RemoteFetch.Landing land(URI uri) {
    return land(new KeySource.Url(uri), BOUND);
  }

  private static String reason(RemoteFetch.Landing landing) {
    assertThat(landing).isInstanceOf(RemoteFetch.Landing.Bad.class);
    return ((RemoteFetch.Landing.Bad) landing).reason();
  }

  private static List<String> kids(RemoteFetch.Landing landing) {
    assertThat(landing).isInstanceOf(RemoteFetch.Landing.Good.class);
    return ((RemoteFetch.Landing.Good) landing)
        .keys().all().stream().map(VerificationKey::kid).toList();
  }

  private static Publisher<Void> send(HttpServerResponse response, String body) {
    return response.sendString(Mono.just(body));
  }

  @Test
  void fetchesAKeySetWithItsHeaders() {
    URI issuer = serve((_, response) -> send(response, jwks("a", "b")));
    assertThat(kids(land(issuer.resolve("/keys?tenant=1")))).containsExactly("a", "b");
    assertThat(requests).containsExactly("GET /keys?tenant=1 of the issuer alone -");
  }

  @Test
  void asksConditionallyWhereTheDocumentHasAnEntityTag() {
    URI issuer =
        serve(
            (request, response) ->
                request.requestHeaders().contains(HttpHeaderNames.IF_NONE_MATCH)
                    ? response.status(304).send()
                    : send(response.header(HttpHeaderNames.ETAG, "\"v1\""), jwks("a")));
    var settings = settings(new KeySource.Url(issuer.resolve("/keys")), BOUND);
    var good = (RemoteFetch.Landing.Good) land(settings, null);
    assertThat(good.validator())
        .isEqualTo(new KeySetFetcher.Validator(issuer.resolve("/keys"), "\"v1\""));
    assertThat(land(settings, good.validator())).isEqualTo(new RemoteFetch.Landing.Same());
    var moved = new KeySetFetcher.Validator(issuer.resolve("/old"), "\"v1\"");
    assertThat(land(settings, moved)).isInstanceOf(RemoteFetch.Landing.Good.class);
    assertThat(requests)
        .extracting(it -> it.endsWith("\"v1\""))
        .containsExactly(false, true, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 304, 400, 401, 404, 429, 500, 503})
  void takesStatus200Alone(int status) {
    URI issuer = serve((_, response) -> send(response.status(status), jwks("a")));
    assertThat(reason(land(issuer))).startsWith("status " + status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{\"keys\":[]}", "{\"keys\":[", "[]", "\"x\""})
  void refusesWhatIsNoKeySet(String body) {
    URI issuer = serve((_, response) -> send(response, body));
    assertThat(reason(land(issuer))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsRedirectsWithinTheOrigin(int status) {
    URI issuer =
        serve(
            (request, response) ->
                request.uri().equals("/keys")
                    ? response.status(status).header(HttpHeaderNames.LOCATION, "moved?a=b").send()
                    : send(response, jwks("a")));
    assertThat(kids(land(issuer.resolve("/keys")))).containsExactly("a");
    assertThat(requests).last().isEqualTo("GET /moved?a=b of the issuer alone -");
  }

  @Test
  void refusesARedirectToAnotherOrigin() {
    URI other = serve((_, response) -> send(response, jwks("evil")));
    URI issuer =
        serve(
            (_, response) ->
                response
                    .status(302)
                    .header(HttpHeaderNames.LOCATION, other.resolve("/keys?secret") + "")
                    .send());
    assertThat(reason(land(issuer))).isEqualTo("redirect to another origin, " + other);
    assertThat(requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://localhost/", "//elsewhere/keys", "file:///etc/passwd", "ht tp:"})
  void refusesARedirectToAnotherSchemeOrHost(String location) {
    URI issuer =
        serve(
            (_, response) ->
                response.status(302).header(HttpHeaderNames.LOCATION, location).send());
    assertThat(reason(land(issuer))).startsWith("redirect to");
  }

  @Test
  void givesUpOnARedirectInACircle() {
    URI issuer = serve((_, response) -> response.status(302).header("Location", "/again").send());
    assertThat(reason(land(issuer))).isEqualTo("too many redirects");
    assertThat(requests).hasSize(4);
  }

  @Test
  void readsNoMoreThanOneMegabyte() {
    byte[] chunk = new byte[64 << 10];
    Arrays.fill(chunk, (byte) ' ');
    var sent = new AtomicInteger();
    URI issuer =
        serve(
            (_, response) ->
                response.send(
                    Flux.range(0, 800)
                        .map(
                            _ -> {
                              sent.incrementAndGet();
                              return Unpooled.wrappedBuffer(chunk);
                            })));
    assertThat(reason(land(issuer))).isEqualTo("the document is larger than 1 MB");
    awaitClosed(1);
    assertThat(sent).as("of 800 chunks, socket buffers included").hasValueLessThan(400);
  }

  @Test
  void takesADocumentOfExactlyOneMegabyte() {
    String document = jwks("a");
    String padded = document + " ".repeat((1 << 20) - document.length());
    URI issuer = serve((_, response) -> send(response, padded));
    assertThat(kids(land(issuer))).containsExactly("a");
    URI larger = serve((_, response) -> send(response, padded + " "));
    assertThat(reason(land(larger))).isEqualTo("the document is larger than 1 MB");
  }

  @Test
  void givesUpOnAnIssuerThatHangs() {
    URI issuer = serve((_, _) -> Mono.never());
    assertThat(reason(land(new KeySource.Url(issuer), Duration.ofMillis(300)))).isNotEmpty();
    awaitClosed(1);
  }

  @Test
  void givesUpOnAnIssuerThatAnswersByteByByte() {
    URI issuer =
        serve(
            (_, response) ->
                response.sendObject(
                    Flux.interval(Duration.ofMillis(20))
                        .map(_ -> Unpooled.copiedBuffer(" ", StandardCharsets.US_ASCII)),
                    _ -> true));
    assertThat(reason(land(new KeySource.Url(issuer), Duration.ofMillis(500))))
        .isEqualTo("no whole answer within 500 ms");
    awaitClosed(1);
  }

  @Test
  void failsWhereTheConnectionIsReset() {
    URI issuer =
        serve(
            (request, response) -> {
              request.withConnection(Connection::dispose);
              return Mono.never();
            });
    assertThat(reason(land(issuer))).contains("prematurely closed");
  }

  @Test
  void failsWhereTheDocumentIsCutOff() {
    String document = jwks("a");
    URI issuer =
        serve(
            (request, response) ->
                response
                    .header(HttpHeaderNames.CONTENT_LENGTH, "" + (document.length() + 10))
                    .sendString(Mono.just(document))
                    .then(Mono.fromRunnable(() -> request.withConnection(Connection::dispose))));
    assertThat(reason(land(issuer))).contains("prematurely closed");
  }

  @Test
  void failsWhereNobodyListens() {
    URI issuer = serve((_, response) -> response.send());
    servers.getFirst().disposeNow();
    assertThat(reason(land(issuer))).contains("refused");
  }

  private static String discovery(String issuer, Object keys) {
    return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + keys + "\",\"x\":[{\"y\":null}]}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/realms/main", "/realms/main/"})
  void discoversTheKeysOfAnIssuer(String path) {
    var self = new AtomicReference<URI>();
    URI issuer =
        serve(
            (request, response) ->
                send(
                    response,
                    request.uri().endsWith("/.well-known/openid-configuration")
                        ? discovery(self.get() + path, self.get() + "/certs")
                        : jwks("a")));
    self.set(issuer);
    assertThat(kids(land(new KeySource.Issuer(issuer + path), BOUND))).containsExactly("a");
    String folder = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    assertThat(requests)
        .containsExactly(
            "GET " + folder + "/.well-known/openid-configuration of the issuer alone -",
            "GET /certs of the issuer alone -");
  }

  @Test
  void sendsHeadersToTheConfiguredOriginAlone() {
    URI keys = serve((_, response) -> send(response, jwks("a")));
    var self = new AtomicReference<URI>();
    URI issuer = serve((_, response) -> send(response, discovery(self.get() + "", keys)));
    self.set(issuer);
    assertThat(kids(land(new KeySource.Issuer(issuer + ""), BOUND))).containsExactly("a");
    assertThat(requests).last().isEqualTo("GET / - -");
  }

  @Test
  void refusesADiscoveryDocumentOfAnotherIssuer() {
    URI issuer =
        serve((_, response) -> send(response, discovery("http://localhost", "http://localhost/x")));
    assertThat(reason(land(new KeySource.Issuer(issuer + ""), BOUND)))
        .isEqualTo("discovery: the document is of another issuer, http://localhost");
    assertThat(requests).hasSize(1);
  }

  @Test
  void failsWhereDiscoveryFails() {
    URI issuer = serve((_, response) -> response.status(503).send());
    assertThat(reason(land(new KeySource.Issuer(issuer + ""), BOUND)))
        .isEqualTo("discovery: status 503");
  }

  private void awaitClosed(int connections) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (closed.get() < connections && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(closed).hasValueGreaterThanOrEqualTo(connections);
  }
}
