package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.edge.PathOddity;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Identity;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.token.TestClaims;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/**
 * Both lanes do the same to every request: what the upstream gets and what the client gets are
 * compared octet by octet, for generated routes and requests.
 */
class LanesTest extends ProxyTest {

  private static final int REQUESTS = 40;
  private static final Set<PathOddity> ODDITIES = Set.of(PathOddity.values());

  private static final List<String> PREDICATES =
      List.of(
          "Path=/**",
          "Path=/a/**,/b/{x}",
          "Path=/a/{x}/**",
          "Path=/{x}/{y:[a-z0-9]+}",
          "Path=/{*rest}",
          "Path=/a b/**,/a/b/",
          "Path=/*/c,/a?c",
          "Path=a/**",
          "Host=gw.test,*.gw.test",
          "Host={tenant}.test:8080,**.test",
          "Host=gw.other",
          "Method=GET,POST",
          "Method=PURGE",
          "Method=PURGE,GET",
          "Header=X-N",
          "Header=x-n, \\d+",
          "Header=X-N, a b",
          "Header=Transfer-Encoding",
          "Header=Connection",
          "Header=X-Forwarded-For",
          "Query=q",
          "Query=q, b.*",
          "Query=a b",
          "Cookie=session, s.*",
          "Cookie=c, [de]");

  private static final List<String> FILTERS =
      List.of(
          "StripPrefix=1",
          "StripPrefix=2",
          "StripPrefix=0",
          "PrefixPath=/pre",
          "PrefixPath=/pre/{x}",
          "SetPath=/set/{x}",
          "SetPath=/set/it",
          "RewritePath=/a/(?<segment>.*), /r/$\\{segment}",
          "RewritePath=/b/, /",
          "RewritePath=(.), $1$1",
          "RewritePath=/c, /d?e=f#g",
          "RewritePath=%, ü",
          "RewritePath=/, /%2e%2e/",
          "AddRequestHeader=X-Added, plain",
          "AddRequestHeader=x-n, more",
          "AddRequestHeader=X-Captured, v-{x}",
          "SetRequestHeader=Content-Type, x/y",
          "SetRequestHeader=X-N, one",
          "SetRequestHeader=x-n, {tenant}",
          "SetRequestHeader=Host, other.test",
          "SetRequestHeader=X-Forwarded-Host, other.test",
          "RemoveRequestHeader=x-N",
          "RemoveRequestHeader=Cookie",
          "RemoveRequestHeader=Content-Length",
          "RemoveRequestHeader=Host",
          "MapRequestHeader=X-N, X-Mapped",
          "MapRequestHeader=Cookie, X-N",
          "MapRequestHeader=X-N, x-n",
          "PreserveHostHeader",
          "AddResponseHeader=X-Up, again",
          "AddResponseHeader=X-Up, never, false",
          "AddResponseHeader=X-Blank, filled, false",
          "SetResponseHeader=X-Up, set",
          "SetResponseHeader=Content-Type, text/x",
          "RemoveResponseHeader=x-up",
          "RemoveResponseHeader=Content-Length",
          "SetStatus=418",
          "SetStatus=ACCEPTED",
          "SetStatus=204",
          "RequestSize=4B",
          "RequestSize=2KB",
          "RedirectTo=302, https://else.test/x?y=z",
          "RedirectTo=308, https://else.test/x?y=z, true");

  private static final List<String> ANSWERS =
      List.of(
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Up: 1\r\nX-Up: 2\r\nX-Blank:\r\n\r\nok",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n2\r\nok\r\n0\r\nX-T: 1\r\n\r\n",
          "HTTP/1.1 404 Nope\r\nContent-Length: 0\r\nConnection: X-Up, Content-Length\r\nX-Up: 1\r\n\r\n",
          "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n"
              + "Set-Cookie: a=b\r\nX-Request-Id: theirs\r\nKeep-Alive: 3\r\n\r\n1");

  /** What one lane made of the requests. */
  private record Outcome(List<String> answers, List<TestUpstream.Seen> seen) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void sendTheSameOctets(long seed) {
    var random = new Random(seed);
    List<List<String>> routes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      routes.add(TestRequests.some(PREDICATES, random, 1 + random.nextInt(2)));
      routes.add(TestRequests.some(FILTERS, random, random.nextInt(4)));
    }
    answer(ANSWERS.get(random.nextInt(ANSWERS.size())));
    List<String> requests = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      requests.add(TestRequests.any(random));
    }
    assertSame(routes, requests);
  }

  @Test
  void everyPartAloneSendsTheSameOctets() {
    var random = new Random(99);
    List<String> requests = new ArrayList<>();
    for (String target : TestRequests.TARGETS) {
      requests.add(
          RawClient.head("GET", target, "X-N: a b, 7", "Cookie: session=s1; c=d", "X-n: x"));
    }
    for (int i = 0; i < 8; i++) {
      requests.add(TestRequests.any(random));
    }
    answer(ANSWERS.getFirst());
    for (String predicate : PREDICATES) {
      assertSame(List.of(List.of(predicate), List.of("PreserveHostHeader")), requests);
    }
    for (String filter : FILTERS) {
      assertSame(List.of(List.of("Path=/{x}/**,/**"), List.of(filter)), requests);
    }
  }

  /** Answers so; to HEAD, without the body. */
  private void answer(String octets) {
    int headEnd = octets.indexOf("\r\n\r\n", octets.lastIndexOf("HTTP/1.1")) + 4;
    upstream.answer(
        exchange -> {
          exchange.readBody();
          exchange.send(exchange.line().startsWith("HEAD") ? octets.substring(0, headEnd) : octets);
        });
  }

  private void assertSame(List<List<String>> routes, List<String> requests) {
    Outcome direct = outcome(routes, requests, true);
    Outcome chain = outcome(routes, requests, false);
    for (int i = 0; i < requests.size(); i++) {
      assertThat(direct.answers().get(i))
          .as("answer of the direct lane, routes %s, request %s", routes, requests.get(i))
          .isEqualTo(chain.answers().get(i));
    }
    assertThat(direct.seen()).as("routes %s", routes).isEqualTo(chain.seen());
  }

  private Outcome outcome(List<List<String>> routes, List<String> requests, boolean directLane) {
    TestSnapshots snapshot = TestSnapshots.with().directLane(directLane);
    for (int i = 0; i < routes.size(); i += 2) {
      snapshot.route(
          upstream.uri(), TestSnapshots.POLICY, routes.get(i), routes.get(i + 1), ODDITIES);
    }
    Gateway gateway = application.serve(snapshot.snapshot(), LanesTest::admitted);
    assertThat(gateway.routes().summaries())
        .as("%s", routes)
        .allMatch(route -> directLane == (route.chain() == null) || isOrdered(route.chain()));
    List<String> answers = new ArrayList<>();
    List<TestUpstream.Seen> seen = new ArrayList<>();
    for (String request : requests) {
      try (RawClient fresh = application.connect()) {
        RawClient.Answer answer = fresh.send(request).receive(request.startsWith("HEAD"));
        answers.add(
            answer.status()
                + " "
                + answer.fields().stream().filter(field -> !isRequestId(field)).toList()
                + " "
                + (answer.status() >= 400 && answer.body().contains("instance")
                    ? "problem"
                    : answer.body())
                + answer.whole());
      }
      while (!upstream.sawNothing()) {
        TestUpstream.Seen one = upstream.seen();
        seen.add(
            new TestUpstream.Seen(
                one.line(), one.fields().stream().filter(field -> !isRequestId(field)).toList()));
      }
    }
    gateway.close();
    return new Outcome(answers, seen);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Path=/** | AddRequestParameter=a, b | the filter AddRequestParameter, as it is set,
          Path=/** | SetStatus=299 | the filter SetStatus, as it is set,
          Path=/** | SetRequestHeader=Upgrade, websocket | the filter SetRequestHeader, as it is set,
          Path=/** | SetResponseHeader=X, {a} | the filter SetResponseHeader, as it is set,
          Failing=x | StripPrefix=1 | the predicate Failing is
          """)
  void whatIsNotPlainGoesThroughTheChain(String predicate, String filter, String reason) {
    Gateway gateway =
        application.serve(
            TestSnapshots.with()
                .directLane(true)
                .open(upstream.uri(), predicate, filter)
                .snapshot(),
            deciding(anonymous()));
    assertThat(gateway.routes().summaries().getFirst().chain()).startsWith(reason);
  }

  private static boolean isOrdered(String reason) {
    return reason != null && reason.startsWith("RedirectTo stands behind");
  }

  private static boolean isRequestId(String field) {
    return field.regionMatches(true, 0, "x-request-id:", 0, 13) && !field.contains("theirs");
  }

  private static Mono<Decision> admitted(
      dev.gatehouse.request.RequestFacts facts, dev.gatehouse.policy.Policy policy) {
    String query = facts.rawQuery();
    var edits =
        new RequestEdits(
            List.of(
                new RequestEdits.HeaderEdit(new HeaderField("X-Token", "t"), null),
                new RequestEdits.HeaderEdit(
                    new HeaderField("Cookie", "session=s1; c=d; c=e"), "c=d; c=e")),
            query == null || !query.startsWith("token=t&")
                ? null
                : new RequestEdits.QueryEdit(query.substring(8)));
    return Mono.just(
        new Decision.Admitted(
            new Identity(
                "idp",
                TestClaims.claims("{\"sub\":\"u\"}"),
                List.of(new HeaderField("X-User-Id", "u"))),
            edits));
  }
}
