package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS towards upstreams: who is trusted by which route, and nobody else, in either lane. */
class UpstreamTlsIT {

  private static final Map<String, CountingUpstream> UPSTREAMS = new LinkedHashMap<>();
  private static final Map<String, Path> FILES = new LinkedHashMap<>();
  private static TestAuthority authority;
  private static TestAuthority stranger;
  private static GatehouseProcess gatehouse;

  private static final String BUNDLES =
      """
      server: {port: 0}
      management: {server: {port: 0}}
      spring:
        ssl:
          bundle:
            watch: {file: {quiet-period: 100ms}}
            pem:
              corporate:
                truststore: {certificate: "$ca"}
                keystore: {certificate: "$client", private-key: "$client"}
              guest:
                truststore: {certificate: "$ca"}
              elsewhere:
                truststore: {certificate: "$stranger"}
                keystore: {certificate: "$client", private-key: "$client"}
              old:
                options: {enabled-protocols: [TLSv1.1]}
                truststore: {certificate: "$ca"}
                keystore: {certificate: "$client", private-key: "$client"}
              renewed:
                reload-on-update: true
                truststore: {certificate: "$renewed"}
                keystore: {certificate: "$client", private-key: "$client"}
      gatehouse:
        providers: {main: {issuer: https://main.test, jwks: {inline: '$JWKS'}}}
        policies: {default: {providers: [main]}}
        upstream: {connections: 4}
        routes:
      """;

  @BeforeAll
  static void start() throws Exception {
    authority = TestAuthority.create();
    stranger = TestAuthority.create();
    serve("good", authority.key("server"));
    serve("wronghost", authority.certified("wronghost", "-ext", "san=dns:elsewhere.test"));
    serve(
        "expired",
        authority.certified(
            "expired", "-ext", "san=dns:localhost", "-startdate", "-9d", "-validity", "2"));
    serve("unknown", stranger.key("server"));
    serve("selfsigned", stranger.key("ca"));
    FILES.put("ca", authority.pem("ca", authority.trust()));
    FILES.put("client", authority.pem("client", authority.key("client")));
    FILES.put("stranger", stranger.pem("stranger", stranger.trust()));
    FILES.put("renewed", authority.pem("renewed", stranger.trust()));
    var yaml = new StringBuilder(BUNDLES.replace("$JWKS", TestKey.jwks(TestKey.rsa("main"))));
    for (String upstream : UPSTREAMS.keySet()) {
      route(yaml, upstream, "corporate");
    }
    for (String bundle : new String[] {"guest", "elsewhere", "old", "renewed", "none"}) {
      route(yaml, "good", bundle);
    }
    gatehouse =
        GatehouseProcess.startArguments(
            Map.of(), "--gatehouse.config=" + GatehouseProcess.write(filled(yaml.toString())));
  }

  private static void serve(String name, KeyStore key) throws Exception {
    UPSTREAMS.put(name, CountingUpstream.on(authority.listening(key)));
  }

  /** One route by each lane. */
  private static void route(StringBuilder yaml, String upstream, String bundle) {
    for (String lane : new String[] {"direct", "chain"}) {
      yaml.append("    - id: %s-%s-%s\n".formatted(lane, upstream, bundle))
          .append("      uri: https://localhost:" + UPSTREAMS.get(upstream).port() + "\n")
          .append("      predicates: [Path=/%s/%s/%s]\n".formatted(lane, upstream, bundle))
          .append(lane.equals("direct") ? "" : "      filters: ['AddRequestParameter=a, b']\n")
          .append(bundle.equals("none") ? "" : "      tls: {bundle: " + bundle + "}\n")
          .append("      policy: none\n");
    }
  }

  private static String filled(String yaml) {
    String filled = yaml;
    for (var file : FILES.entrySet()) {
      filled = filled.replace("$" + file.getKey() + "\"", file.getValue() + "\"");
    }
    return filled;
  }

  @AfterAll
  static void stop() {
    gatehouse.close();
    UPSTREAMS.values().forEach(CountingUpstream::close);
  }

  private static Response ask(String lane, String upstream, String bundle) {
    return gatehouse.send(Request.get("/" + lane + "/" + upstream + "/" + bundle));
  }

  private static void assertRefused(String lane, String upstream, String bundle) {
    int before = UPSTREAMS.get(upstream).count();
    Response answer = ask(lane, upstream, bundle);
    assertThat(answer.status()).as("%s", answer).isEqualTo(502);
    assertThat(answer.json().path("code").asString()).isEqualTo("upstream_unreachable");
    assertThat(UPSTREAMS.get(upstream).count()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "chain"})
  void trustsTheBundlesAuthorityAndShowsItsCertificate(String lane) {
    Response answer = ask(lane, "good", "corporate");
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.seen().headers("host"))
        .containsExactly("localhost:" + UPSTREAMS.get("good").port());
  }

  @ParameterizedTest
  @CsvSource({
    "direct, wronghost", "chain, wronghost",
    "direct, expired", "chain, expired",
    "direct, unknown", "chain, unknown",
    "direct, selfsigned", "chain, selfsigned"
  })
  void sendsNothingToWhomTheBundleDoesNotTrust(String lane, String upstream) {
    assertRefused(lane, upstream, "corporate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "chain"})
  void noRouteUsesAConnectionThatAnothersTrustMade(String lane) {
    for (int i = 0; i < 5; i++) {
      assertThat(ask(lane, "good", "corporate").status()).isEqualTo(200);
      assertRefused(lane, "good", "elsewhere");
      assertRefused(lane, "good", "guest");
      assertRefused(lane, "good", "none");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "chain"})
  void speaksNoTlsOfOld(String lane) {
    assertRefused(lane, "good", "old");
  }

  @Test
  void aRenewedBundleHoldsForTheNextRequest() throws Exception {
    assertRefused("direct", "good", "renewed");
    authority.pem("renewed", authority.trust());
    Duration patience = Duration.ofSeconds(60);
    Eventually.eventually(
        patience, () -> assertThat(ask("direct", "good", "renewed").status()).isEqualTo(200));
    assertThat(ask("chain", "good", "renewed").status()).isEqualTo(200);

    // what nobody can read changes nothing
    Files.writeString(FILES.get("renewed"), "-----BEGIN CERTIFICATE-----\nno\n");
    gatehouse.awaitPrinted("The renewed SSL bundle renewed cannot be used, the old stays");
    assertThat(ask("direct", "good", "renewed").status()).isEqualTo(200);

    // the connections that the old trust made are in the pool still
    authority.pem("renewed", stranger.trust());
    Eventually.eventually(
        patience, () -> assertThat(ask("direct", "good", "renewed").status()).isEqualTo(502));
    assertRefused("chain", "good", "renewed");
  }

  @Test
  void tellsOfABundleThatNobodyKnowsOrThatGuardsNothing() throws Exception {
    String routes =
        """
            - {id: a, uri: 'https://localhost:1', predicates: [Path=/a], policy: none, tls: {bundle: corporat}}
            - {id: b, uri: 'http://localhost:1', predicates: [Path=/b], policy: none, tls: {bundle: corporate}}
        """;
    String yaml =
        filled(BUNDLES.replace("$JWKS", TestKey.jwks(TestKey.rsa("main")))) + routes.indent(0);
    var ended = GatehouseProcess.run("--check", GatehouseProcess.write(yaml).toString());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .contains("error: unknown SSL bundle 'corporat'")
        .contains("did you mean 'corporate'?")
        .contains("warning: the bundle is used for nothing, as the uri has no TLS");
  }
}
