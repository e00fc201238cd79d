package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.edge.PathOddity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which octets of a target reach the upstream. */
class TargetOnTheWireTest extends ProxyTest {

  private void serve(String... filters) {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/**", filters).snapshot(),
        deciding(anonymous()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/?",
        "/a?x=1",
        "/a?q=a|b{c}^d`e",
        "/a?%",
        "/a?%zz&%7C&%7c",
        "/a?[0]=1",
        "/a?a=b?c/d",
        "/a?\"<>\\",
        "/a?a=1&&b=2&",
        "/a?x=%2F%2e%00",
        "/a%20b/c~d?e+f%20g",
        "/a!$&'()*+,=:@b",
        "/a?\u00c3\u00bc",
        "/caf%C3%A9?x=#y"
      })
  void passesTheTargetOctetForOctet(String target) {
    serve();
    assertThat(client.get(target).status()).isEqualTo(200);
    assertThat(upstream.seen().target()).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a?q=a|b{c}^d%", "/a?x=%2F[1]"})
  void passesTheQueryOctetForOctetThroughFiltersThatRewriteThePath(String target) {
    serve("PrefixPath=/api");
    assertThat(client.get(target).status()).isEqualTo(200);
    assertThat(upstream.seen().target()).isEqualTo("/api" + target);
  }

  @ParameterizedTest
  @CsvSource({
    "StripPrefix=1, /orders/7, /7",
    "'RewritePath=/orders/(?<id>.*), /o/$\\{id}', /orders/7%20a, /o/7%20a",
    "SetPath=/fixed, /orders/7?x=|, /fixed?x=|"
  })
  void sendsThePathThatAFilterMade(String filter, String target, String sent) {
    serve(filter);
    assertThat(client.get(target).status()).isEqualTo(200);
    assertThat(upstream.seen().target()).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource({
    "'RewritePath=/orders/(?<id>.*), /o/../$\\{id}', /orders/admin",
    "'RewritePath=/orders/(?<id>.*), /o//$\\{id}', /orders/admin",
    "'RewritePath=/orders/dot/(?<id>.*), /orders/./$\\{id}', /orders/dot/x",
    "'RewritePath=/orders/(?<id>.*), /%2e%2e/$\\{id}', /orders/x"
  })
  void guardsThePathThatAFilterMade(String filter, String target) {
    serve(filter);
    var answer = client.get(target);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("request_rejected");
    assertThat(upstream.sawNothing()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%2Fb", "/a%2fb", "/a%25b", "/a;b=c", "/a%3Bb", "/a//b", "//a"})
  void refusesOddPathsUnlessTheRouteAllowsThem(String target) {
    serve();
    var answer = client.get(target);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("request_rejected");
    assertThat(upstream.sawNothing()).isTrue();

    application.serve(
        TestSnapshots.with()
            .route(
                upstream.uri(), null, List.of("Path=/**"), List.of(), Set.of(PathOddity.values()))
            .snapshot(),
        deciding(anonymous()));
    assertThat(client.get(target).status()).isEqualTo(200);
    assertThat(upstream.seen().target()).isEqualTo(target);
  }

  @Test
  void keepsThePathOfARequestToAHostThatJavaTakesForNone() {
    application.serve(
        TestSnapshots.with()
            .route(
                upstream.uri(),
                null,
                List.of("Path=/**"),
                List.of("RewritePath=/x, /x"),
                Set.of(PathOddity.DOUBLE_SLASH))
            .snapshot(),
        deciding(anonymous()));
    client.send("GET //evil/a?b HTTP/1.1\r\nHost: a_b\r\n\r\n");
    assertThat(client.receive().status()).isEqualTo(200);
    assertThat(upstream.seen().target()).isEqualTo("//evil/a?b");
  }

  @Test
  void refusesAnOddPathThatNoRouteServes() {
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/x").snapshot(), deciding(anonymous()));
    assertThat(client.get("/y%2Fz").status()).isEqualTo(400);
  }

  @Test
  void sendsTheHostOfTheRouteOrTheClientsWhereTheRouteKeepsIt() {
    serve();
    client.get("/");
    assertThat(upstream.seen().headers("Host")).containsExactly("127.0.0.1:" + upstream.port());
    serve("PreserveHostHeader");
    client.get("/");
    assertThat(upstream.seen().headers("Host")).containsExactly("gw.test");
  }
}
