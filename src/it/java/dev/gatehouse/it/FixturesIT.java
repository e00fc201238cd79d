package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixtures themselves: a judge that can't see is worse than none. */
class FixturesIT {

  @Test
  void upstreamTellsWhatArrivedOctetForOctet() {
    try (var upstream = CountingUpstream.start();
        var wire = Wire.to(upstream.port())) {
      wire.write("POST /a%7C?b=| HTTP/1.1\r\nHost: x\r\nX-Name:  Zo\u00eb \r\n");
      wire.write("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Trailer: t\r\n\r\n");
      SeenRequest seen = wire.read("POST").seen();
      assertThat(seen.method()).isEqualTo("POST");
      assertThat(seen.target()).isEqualTo("/a%7C?b=|");
      assertThat(seen.headers("x-name")).containsExactly("Zo\u00eb");
      assertThat(seen.trailers()).containsExactly(new Field("X-Trailer", "t"));
      assertThat(seen.body()).isEqualTo("abc");
      wire.write(Request.of("GET", "/second").bytes());
      assertThat(wire.read("GET").seen().target()).isEqualTo("/second");
      assertThat(upstream.count()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\nHost: x\n\n",
        "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: \u0000\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;x\r\na\r\n0\r\n\r\n",
      })
  void upstreamHasNoMercyWithBadRequests(String octets) {
    try (var upstream = CountingUpstream.start();
        var wire = Wire.to(upstream.port())) {
      assertThat(wire.write(octets).closedWithin(Duration.ofSeconds(5))).isTrue();
      assertThat(upstream.bad()).hasSize(1);
      assertThat(upstream.count()).isZero();
    }
  }

  @Test
  void upstreamCountsRequestsThatAreBegunAndNotEnded() {
    try (var upstream = CountingUpstream.start()) {
      try (var wire = Wire.to(upstream.port())) {
        wire.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
      }
      Eventually.eventually(Duration.ofSeconds(5), () -> assertThat(upstream.aborted()).hasSize(1));
      assertThat(upstream.bad()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "HS256"
      })
  void signsAsTheLibraryOfTheProductVerifies(String algorithm) throws Exception {
    TestKey key =
        switch (algorithm) {
          case "ES256" -> TestKey.ec("k", Curve.P_256);
          case "ES384" -> TestKey.ec("k", Curve.P_384);
          case "ES512" -> TestKey.ec("k", Curve.P_521);
          case "HS256" -> TestKey.hmac("k", "0123456789abcdef0123456789abcdef");
          default -> TestKey.rsa("k");
        };
    var jws = JWSObject.parse(TestToken.by(key).algorithm(algorithm).subject("a").compact());
    JWK jwk = JWK.parse(key.jwk());
    var verifier =
        switch (algorithm.charAt(0)) {
          case 'E' -> new ECDSAVerifier(jwk.toECKey());
          case 'H' -> new MACVerifier(key.secret().getBytes(UTF_8));
          default -> new RSASSAVerifier(jwk.toRSAKey());
        };
    assertThat(jws.verify(verifier)).isTrue();
    assertThat(jws.getPayload().toJSONObject()).containsEntry("sub", "a").containsKey("exp");
  }

  @Test
  void issuerPublishesFailsAndCounts() {
    try (var issuer = TestIssuer.publishing(TestKey.ed25519("ed"))) {
      int port = Integer.parseInt(issuer.issuer().substring("http://127.0.0.1:".length()));
      Request jwks = Request.get("/jwks");
      assertThat(Wire.exchange(port, jwks).json().path("keys").size()).isEqualTo(1);
      Response discovery = Wire.exchange(port, Request.get("/.well-known/openid-configuration"));
      assertThat(discovery.json().path("jwks_uri").asString()).isEqualTo(issuer.jwksUrl());
      assertThat(Wire.exchange(port, jwks).status()).isEqualTo(200);
      assertThat(Wire.exchange(port, Request.get("/other")).status()).isEqualTo(404);
      issuer.failing(500);
      assertThat(Wire.exchange(port, jwks).status()).isEqualTo(500);
      assertThat(issuer.fetches()).isEqualTo(3);
    }
  }

  @Test
  void putsHeaderLineInFrontOfTheOthers() {
    var raw =
        new Vectors.RawCase("x", "well_formed", 0, "\r\nGET / HTTP/1.1\r\nA: b\r\n\r\n", "", false);
    assertThat(raw.octetsWith("X: y")).isEqualTo("\r\nGET / HTTP/1.1\r\nX: y\r\nA: b\r\n\r\n");
  }
}
