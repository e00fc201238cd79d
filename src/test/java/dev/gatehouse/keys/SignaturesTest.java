package dev.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import org.junit.jupiter.api.Test;

class SignaturesTest {

  @Test
  void takesTheNativeOnesWhereTheyLoad() {
    var chosen = Signatures.of(SignatureChoice.AUTO);

    assertThat(chosen.reason()).isNull();
    assertThat(chosen.name()).startsWith("AmazonCorrettoCryptoProvider 2.");
    assertThat(chosen.provider()).isNotNull();
  }

  @Test
  void takesThePlatformsWhereTheyAreAskedFor() {
    assertThat(Signatures.of(SignatureChoice.JDK)).isEqualTo(Signatures.JDK);
    assertThat(Signatures.JDK.provider()).isNull();
    assertThat(Signatures.JDK.name()).isEqualTo("Java " + Runtime.version().feature());
  }

  @Test
  void leavesTlsAndAllElseToThePlatform() {
    var ours = Signatures.of(SignatureChoice.NATIVE).provider();

    assertThat(Security.getProviders()).doesNotContain(ours);
  }
}
