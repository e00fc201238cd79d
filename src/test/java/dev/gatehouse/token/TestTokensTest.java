package dev.gatehouse.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixture signs as others verify. */
class TestTokensTest {

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS384"})
  void signsWithRsa(String alg) throws Exception {
    var key = new RSAKeyGenerator(2048).generate();
    String compact = TestTokens.signedBy(key).algorithm(alg).compact();

    assertThat(JWSObject.parse(compact).verify(new RSASSAVerifier(key))).isTrue();
    assertThat(JWSObject.parse(TestTokens.tampered(compact)).verify(new RSASSAVerifier(key)))
        .isFalse();
    assertThat(
            JWSObject.parse(TestTokens.withPayload(compact, "{}")).verify(new RSASSAVerifier(key)))
        .isFalse();
  }

  @Test
  void signsWithEllipticCurvesAndSecrets() throws Exception {
    var ec = new ECKeyGenerator(Curve.P_521).generate();
    var secret = new OctetSequenceKeyGenerator(256).generate();

    assertThat(JWSObject.parse(TestTokens.signedBy(ec).compact()).verify(new ECDSAVerifier(ec)))
        .isTrue();
    assertThat(
            JWSObject.parse(TestTokens.signedBy(secret).compact()).verify(new MACVerifier(secret)))
        .isTrue();
  }

  /** The example of RFC 8037, appendix A.4. */
  @Test
  void signsWithEd25519() {
    var key =
        new OctetKeyPair.Builder(
                Curve.Ed25519, new Base64URL("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))
            .d(new Base64URL("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"))
            .build();

    assertThat(
            TestTokens.signedBy(key)
                .headerJson("{\"alg\":\"EdDSA\"}")
                .payloadJson("Example of Ed25519 signing")
                .compact())
        .isEqualTo(
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
  }
}
