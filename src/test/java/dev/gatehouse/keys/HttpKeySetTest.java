package dev.gatehouse.keys;

import static dev.gatehouse.keys.TestIssuers.BOUND;
import static dev.gatehouse.keys.TestIssuers.kids;
import static dev.gatehouse.keys.TestIssuers.land;
import static dev.gatehouse.keys.TestIssuers.reason;
import static dev.gatehouse.keys.TestIssuers.send;
import static dev.gatehouse.keys.TestIssuers.settings;
import static dev.gatehouse.keys.TestKeySets.jwks;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/** Fetching over real sockets from issuers that behave and issuers that do not. */
class HttpKeySetTest {

  private final TestIssuers issuers = new TestIssuers();

  @AfterEach
  void stop() {
    issuers.close();
  }

  @Test
  void fetchesAKeySetWithItsHeaders() {
    URI issuer = issuers.serve((_, response) -> send(response, jwks("a", "b")));
    assertThat(kids(land(issuer.resolve("/keys?tenant=1")))).containsExactly("a", "b");
    assertThat(issuers.requests()).containsExactly("GET /keys?tenant=1 of the issuer alone -");
  }

  @Test
  void asksConditionallyWhereTheDocumentHasAnEntityTag() {
    URI issuer =
        issuers.serve(
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
    assertThat(issuers.requests())
        .extracting(it -> it.endsWith("\"v1\""))
        .containsExactly(false, true, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 304, 400, 401, 404, 429, 500, 503})
  void takesStatus200Alone(int status) {
    URI issuer = issuers.serve((_, response) -> send(response.status(status), jwks("a")));
    assertThat(reason(land(issuer))).startsWith("status " + status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{\"keys\":[]}", "{\"keys\":[", "[]", "\"x\""})
  void refusesWhatIsNoKeySet(String body) {
    URI issuer = issuers.serve((_, response) -> send(response, body));
    assertThat(reason(land(issuer))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsRedirectsWithinTheOrigin(int status) {
    URI issuer =
        issuers.serve(
            (request, response) ->
                request.uri().equals("/keys")
                    ? response.status(status).header(HttpHeaderNames.LOCATION, "moved?a=b").send()
                    : send(response, jwks("a")));
    assertThat(kids(land(issuer.resolve("/keys")))).containsExactly("a");
    assertThat(issuers.requests()).last().isEqualTo("GET /moved?a=b of the issuer alone -");
  }

  @Test
  void refusesARedirectToAnotherOrigin() {
    URI other = issuers.serve((_, response) -> send(response, jwks("evil")));
    URI issuer =
        issuers.serve(
            (_, response) ->
                response
                    .status(302)
                    .header(HttpHeaderNames.LOCATION, other.resolve("/keys?secret") + "")
                    .send());
    assertThat(reason(land(issuer))).isEqualTo("redirect to another origin, " + other);
    assertThat(issuers.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://localhost/", "//elsewhere/keys", "file:///etc/passwd", "ht tp:"})
  void refusesARedirectToAnotherSchemeOrHost(String location) {
    URI issuer =
        issuers.serve(
            (_, response) ->
                response.status(302).header(HttpHeaderNames.LOCATION, location).send());
    assertThat(reason(land(issuer))).startsWith("redirect to");
  }

  @Test
  void givesUpOnARedirectInACircle() {
    URI issuer =
        issuers.serve((_, response) -> response.status(302).header("Location", "/again").send());
    assertThat(reason(land(issuer))).isEqualTo("too many redirects");
    assertThat(issuers.requests()).hasSize(4);
  }

  @Test
  void readsNoMoreThanOneMegabyte() {
    byte[] chunk = new byte[64 << 10];
    Arrays.fill(chunk, (byte) ' ');
    URI issuer =
        issuers.serve(
            (_, response) ->
                response.send(Flux.generate(sink -> sink.next(Unpooled.wrappedBuffer(chunk)))));
    assertThat(reason(land(issuer))).isEqualTo("the document is larger than 1 MB");
    issuers.awaitClosed();
  }

  @Test
  void takesADocumentOfExactlyOneMegabyte() {
    String document = jwks("a");
    String padded = document + " ".repeat((1 << 20) - document.length());
    URI issuer = issuers.serve((_, response) -> send(response, padded));
    assertThat(kids(land(issuer))).containsExactly("a");
    URI larger = issuers.serve((_, response) -> send(response, padded + " "));
    assertThat(reason(land(larger))).isEqualTo("the document is larger than 1 MB");
  }

  @Test
  void givesUpOnAnIssuerThatHangs() {
    URI issuer = issuers.serve((_, _) -> Mono.never());
    assertThat(reason(land(new KeySource.Url(issuer), Duration.ofMillis(300))))
        .isEqualTo("no whole answer within 300 ms");
    issuers.awaitClosed();
  }

  @Test
  void givesUpOnAnIssuerThatAnswersByteByByte() {
    URI issuer =
        issuers.serve(
            (_, response) ->
                response.sendObject(
                    Flux.interval(Duration.ofMillis(20))
                        .map(_ -> Unpooled.copiedBuffer(" ", StandardCharsets.US_ASCII)),
                    _ -> true));
    assertThat(reason(land(new KeySource.Url(issuer), Duration.ofMillis(500))))
        .isEqualTo("no whole answer within 500 ms");
    issuers.awaitClosed();
  }

  @Test
  void failsWhereTheConnectionIsReset() {
    URI issuer =
        issuers.serve(
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
        issuers.serve(
            (request, response) ->
                response
                    .header(HttpHeaderNames.CONTENT_LENGTH, "" + (document.length() + 10))
                    .sendString(Mono.just(document))
                    .then(Mono.fromRunnable(() -> request.withConnection(Connection::dispose))));
    assertThat(reason(land(issuer))).contains("prematurely closed");
  }

  @Test
  void failsWhereNobodyListens() {
    URI issuer = issuers.serve((_, response) -> response.send());
    issuers.close();
    assertThat(reason(land(issuer))).contains("refused");
  }
}
