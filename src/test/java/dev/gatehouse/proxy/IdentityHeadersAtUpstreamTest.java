package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import dev.gatehouse.request.RequestEdits.QueryEdit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the upstream is told of the client, and what of it a client can make up. */
class IdentityHeadersAtUpstreamTest extends ProxyTest {

  private TestUpstream.Seen sentBy(String... fields) {
    assertThat(client.get("/orders", fields).status()).isEqualTo(200);
    return upstream.seen();
  }

  private void serve(Decision decision) {
    application.serve(
        TestSnapshots.with().guarded(upstream.uri(), "Path=/orders/**").snapshot(),
        deciding(decision));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-User-Id",
        "x-user-id",
        "X_User_Id",
        "X.User.Id",
        "x-User_id",
        "X-TEAM",
        "x_team",
        "X.Team"
      })
  void dropsIdentityHeadersSentByTheClientInAnySpelling(String name) {
    for (Decision decision : List.of(user("u1"), anonymous())) {
      serve(decision);
      TestUpstream.Seen seen = sentBy(name + ": admin", name + ": root");
      assertThat(seen.fields())
          .noneMatch(field -> field.contains("admin") || field.contains("root"));
    }
    application.serve(
        TestSnapshots.with().open(upstream.uri(), "Path=/orders/**").snapshot(),
        deciding(anonymous()));
    assertThat(sentBy(name + ": admin").fields()).noneMatch(field -> field.contains("admin"));
  }

  @Test
  void setsVerifiedIdentityOneLineEach() {
    serve(user("u1"));
    assertThat(sentBy("X-User-Id: admin").headers("X-User-Id")).containsExactly("u1");
  }

  @Test
  void sendsIdentityOctetForOctet() {
    serve(user("J\u00c3\u00bcrgen"));
    assertThat(sentBy().headers("X-User-Id")).containsExactly("J\u00c3\u00bcrgen");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"close, X-User-Id", "X-User-Id", "keep-alive, x_user_id", "x-forwarded-for"})
  void connectionHeaderCannotRemoveWhatGatehouseSets(String connection) {
    serve(user("u1"));
    TestUpstream.Seen seen = sentBy("Connection: " + connection);
    assertThat(seen.headers("X-User-Id")).containsExactly("u1");
    assertThat(seen.headers("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(seen.headers("Connection")).isEmpty();
  }

  @Test
  void dropsWhatConnectionNamesAndHopByHopHeaders() {
    serve(anonymous());
    TestUpstream.Seen seen =
        sentBy(
            "Connection: X-Mine",
            "X-Mine: 1",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive",
            "TE: gzip",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
            "X-Other: 2");
    assertThat(seen.names())
        .containsExactlyInAnyOrder(
            "host",
            "x-other",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-request-id");
  }

  @Test
  void dropsForwardingHeadersOfAStranger() {
    serve(anonymous());
    TestUpstream.Seen seen =
        sentBy(
            "X-Forwarded-For: 6.6.6.6",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: evil.test",
            "X-Forwarded-Prefix: /evil",
            "X_Forwarded_For: 6.6.6.6",
            "Forwarded: for=6.6.6.6",
            "X-Real-IP: 6.6.6.6",
            "X-Original-URL: /evil",
            "X-Rewrite-URL: /evil",
            "X-HTTP-Method-Override: DELETE",
            "X-Request-Id: chosen");
    assertThat(seen.fields())
        .noneMatch(field -> field.contains("6.6.6.6") || field.contains("evil"));
    assertThat(seen.headers("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(seen.headers("X-Forwarded-Proto")).containsExactly("http");
    assertThat(seen.headers("X-Forwarded-Host")).containsExactly("gw.test");
    assertThat(seen.headers("X-HTTP-Method-Override")).isEmpty();
    assertThat(seen.headers("X-Request-Id")).hasSize(1).doesNotContain("chosen");
  }

  @Test
  void believesATrustedProxy() {
    application.serve(
        TestSnapshots.with()
            .trusting("127.0.0.0/8")
            .guarded(upstream.uri(), "Path=/orders/**")
            .snapshot(),
        deciding(anonymous()));
    var answer =
        client.get(
            "/orders",
            "X-Forwarded-For: 6.6.6.6, 192.0.2.7",
            "X-Forwarded-Proto: https",
            "X-Request-Id: abc-1");
    TestUpstream.Seen seen = upstream.seen();
    assertThat(seen.headers("X-Forwarded-For")).containsExactly("192.0.2.7, 127.0.0.1");
    assertThat(seen.headers("X-Forwarded-Proto")).containsExactly("https");
    assertThat(seen.headers("X-Request-Id")).containsExactly("abc-1");
    assertThat(answer.headers("X-Request-Id")).containsExactly("abc-1");
  }

  @Test
  void removesTokensFromWhereTheyWereFoundAndNothingElse() {
    var edits =
        new RequestEdits(
            List.of(
                new HeaderEdit(new HeaderField("Authorization", "Bearer t"), null),
                new HeaderEdit(new HeaderField("Cookie", "a=1; session=t; b=%7C"), "a=1; b=%7C")),
            new QueryEdit("a=%7c|{&b=%"));
    serve(user("u1", edits));
    client.get(
        "/orders?access_token=t&a=%7c|{&b=%",
        "Authorization: Bearer t",
        "Cookie: a=1; session=t; b=%7C",
        "Cookie: c=2",
        "X-Kept:  spaced  ");
    TestUpstream.Seen seen = upstream.seen();
    assertThat(seen.target()).isEqualTo("/orders?a=%7c|{&b=%");
    assertThat(seen.headers("Authorization")).isEmpty();
    assertThat(seen.headers("Cookie")).containsExactly("a=1; b=%7C", "c=2");
    assertThat(seen.headers("X-Kept")).containsExactly("spaced");
  }

  @Test
  void removesTheWholeQueryWithItsOnlyParameter() {
    serve(user("u1", new RequestEdits(List.of(), new QueryEdit(null))));
    client.get("/orders?access_token=t");
    assertThat(upstream.seen().target()).isEqualTo("/orders");
  }

  @Test
  void filtersSeeNeitherTokensNorTheClientsIdentityHeaders() {
    var edits =
        new RequestEdits(
            List.of(new HeaderEdit(new HeaderField("Authorization", "Bearer t"), null)),
            new QueryEdit("a=1"));
    application.serve(
        TestSnapshots.with()
            .guarded(
                upstream.uri(),
                "Path=/orders/**",
                "MapRequestHeader=Authorization, X-Copy",
                "AddRequestParameter=b, 2")
            .snapshot(),
        deciding(user("u1", edits)));
    client.get("/orders?token=t&a=1", "Authorization: Bearer t");
    TestUpstream.Seen seen = upstream.seen();
    assertThat(seen.headers("X-Copy")).isEmpty();
    assertThat(seen.target()).isEqualTo("/orders?a=1&b=2");
  }

  @Test
  void addsNothingOfItsOwnToTheRequest() {
    serve(anonymous());
    assertThat(sentBy().names())
        .doesNotContain("user-agent", "accept", "accept-encoding", "content-length");
  }
}
