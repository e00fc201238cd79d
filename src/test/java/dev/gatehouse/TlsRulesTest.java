package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.Problem;
import dev.gatehouse.config.Problems;
import dev.gatehouse.it.TestAuthority;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class TlsRulesTest {

  private static final DefaultSslBundleRegistry BUNDLES = new DefaultSslBundleRegistry();

  @BeforeAll
  static void makeBundles() throws Exception {
    TestAuthority one = TestAuthority.create();
    TestAuthority other = TestAuthority.create();
    KeyStore mixed = one.key("server");
    char[] password = TestAuthority.PASSWORD.toCharArray();
    mixed.setKeyEntry(
        "key",
        one.key("client").getKey("key", password),
        password,
        one.key("server").getCertificateChain("key"));
    BUNDLES.registerBundle("plain", bundle(one.key("server"), null, SslOptions.NONE));
    BUNDLES.registerBundle("trusting", bundle(one.key("server"), one.trust(), SslOptions.NONE));
    BUNDLES.registerBundle("foreign", bundle(other.key("server"), other.trust(), SslOptions.NONE));
    BUNDLES.registerBundle("mixed", bundle(mixed, one.trust(), SslOptions.NONE));
    BUNDLES.registerBundle("keyless", bundle(one.trust(), one.trust(), SslOptions.NONE));
    var old = SslOptions.of(null, new String[] {"TLSv1.2", "TLSv1.1"});
    BUNDLES.registerBundle("old", bundle(one.key("server"), one.trust(), old));
  }

  private static SslBundle bundle(KeyStore key, KeyStore trust, SslOptions options) {
    var stores = SslStoreBundle.of(key, TestAuthority.PASSWORD, trust);
    return SslBundle.of(stores, SslBundleKey.NONE, options);
  }

  private static Problems problems(Map<String, Object> ssl) {
    return problems("server.ssl", ssl);
  }

  private static Problems problems(String path, Map<String, Object> ssl) {
    var environment = new StandardEnvironment();
    Map<String, Object> given = new HashMap<>();
    ssl.forEach((key, value) -> given.put(path + "." + key, value));
    environment.getPropertySources().addFirst(new MapPropertySource("test", given));
    var problems = new Problems();
    TlsRules.check(environment, BUNDLES, problems);
    return problems;
  }

  @Test
  void takesNoTlsAndGoodTls() {
    assertThat(problems(Map.of()).all()).isEmpty();
    assertThat(problems(Map.of("enabled", "false", "bundle", "nobodys")).all()).isEmpty();
    assertThat(problems("management.server.ssl", Map.of("enabled", "false")).all()).isEmpty();
    assertThat(problems("management.server.ssl", Map.of("bundle", "plain")).all()).isEmpty();
    assertThat(problems(Map.of("bundle", "plain")).all()).isEmpty();
    assertThat(problems(Map.of("bundle", "trusting", "client-auth", "need")).all()).isEmpty();
    assertThat(problems(named("plain", "foreign", "none")).all()).isEmpty();
    assertThat(problems(named("trusting", "trusting", "want")).all()).isEmpty();
  }

  private static Map<String, Object> named(String own, String other, String clientAuth) {
    return Map.of(
        "bundle", own,
        "client-auth", clientAuth,
        "server-name-bundles[0].server-name", "a.test",
        "server-name-bundles[0].bundle", other);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server|bundle|nobodys|unknown SSL bundle 'nobodys'",
        "server|bundle|mixed|the private key belongs to another certificate",
        "server|bundle|keyless|it has no certificate with its private key",
        "server|bundle|old|enable a protocol other than",
        "server|bundel|plain|unknown key server.ssl.bundel",
        "server|client-auht|need|unknown key server.ssl.client-auht",
        "server|client-auth|always|cannot be read",
        "server|certificate|/nowhere/tls.crt|the certificate cannot be used",
        "server|enabled-protocols|TLSv1.1|the certificate cannot be used",
        "management.server|bundle|nobodys|unknown SSL bundle 'nobodys'",
        "management.server|bundle|mixed|the private key belongs to another certificate",
        "management.server|bundle|old|enable a protocol other than",
        "management.server|enabeld|false|unknown key management.server.ssl.enabeld",
        "management.server|client-auht|need|unknown key management.server.ssl.client-auht",
        "management.server|client-auth|need|the certificate cannot be used",
      })
  void refusesWhatWouldFailOnlyAtTheFirstHandshake(
      String port, String key, String value, String message) {
    assertThat(problems(port + ".ssl", Map.of(key, value)).all())
        .extracting(Problem::message)
        .anySatisfy(told -> assertThat(told).contains(message));
  }

  @ParameterizedTest
  @CsvSource({
    "enabled-protocols, TLSv1.3",
    "ciphers, TLS_AES_128_GCM_SHA256",
    "certificate, tls.crt",
    "key-store, keys.p12",
    "key-alias, other",
    "trust-certificate, ca.crt",
    "trust-store, trust.p12"
  })
  void refusesWhatNobodyReadsBesideABundle(String key, String value) {
    for (String path : List.of("server.ssl", "management.server.ssl")) {
      assertThat(problems(path, Map.of("bundle", "trusting", key, value)).all())
          .singleElement()
          .satisfies(
              problem ->
                  assertThat(problem.message()).isEqualTo("nobody reads it beside a bundle"));
    }
  }

  @ParameterizedTest
  @CsvSource({"server-name, a.test", "bundle, plain"})
  void refusesHalfOfAServerNamesBundle(String key, String value) {
    Map<String, Object> half = Map.of("bundle", "plain", "server-name-bundles[0]." + key, value);
    assertThat(problems(half).all())
        .extracting(Problem::message)
        .containsExactly("an entry lacks server-name or bundle");
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain, need, no truststore",
    "plain, plain, want, no truststore",
    "trusting, foreign, need, trust different authorities",
    "trusting, foreign, want, trust different authorities",
    "plain, mixed, none, another certificate",
    "plain, nobodys, none, unknown SSL bundle",
  })
  void refusesWhatWouldLetInAnybody(String own, String other, String clientAuth, String message) {
    for (String path : List.of("server.ssl", "management.server.ssl")) {
      assertThat(problems(path, named(own, other, clientAuth)).all())
          .extracting(Problem::message)
          .anySatisfy(told -> assertThat(told).contains(message));
    }
  }

  @Test
  void tellsWhichBundlesThereAre() {
    assertThat(problems(Map.of("bundle", "plian")).all())
        .extracting(Problem::advice)
        .containsExactly(
            "spring.ssl.bundle has "
                + List.of("foreign", "keyless", "mixed", "old", "plain", "trusting"));
  }
}
