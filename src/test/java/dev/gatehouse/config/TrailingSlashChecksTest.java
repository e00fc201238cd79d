package dev.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailingSlashChecksTest {

  @ParameterizedTest
  @ValueSource(strings = {"/pay", "/pay/*", "/pay/{id}", "/pay%", "/100%/x", "/a;b", "/%41"})
  void warnsOfAPathThatAWeakerPolicyTakesWithASlash(String path) {
    String yaml =
        """
        gatehouse:
          providers:
            main: {issuer: https://id.example.com}
          policies:
            default: {providers: [main]}
            lax: {mode: Permissive, providers: [main]}
          routes:
            - {id: guarded, uri: 'http://127.0.0.1:9', predicates: ['Path=$PATH']}
            - {id: rest, uri: 'http://127.0.0.1:9', predicates: ['Path=/**'], policy: lax}
        """
            .replace("$PATH", path);

    assertThat(TestFiles.load(yaml).problems().render())
        .contains("'" + path + "' does not match '" + path + "/', which the route 'rest'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scopes: [admin]",
        "allow: ['jwt.admin == true']",
        "require: ['jwt.admin == true']",
        "deny: ['jwt.admin != true']"
      })
  void takesAPolicyThatAsksForATokenAloneForTheWeaker(String demand) {
    String yaml =
        """
        gatehouse:
          providers:
            main: {issuer: https://id.example.com}
          policies:
            default: {providers: [main]}
            admins: {providers: [main], $DEMAND}
          routes:
            - {id: admin, uri: 'http://127.0.0.1:9', predicates: ['Path=/admin'], policy: admins}
            - {id: rest, uri: 'http://127.0.0.1:9', predicates: ['Path=/**']}
        """
            .replace("$DEMAND", demand);

    assertThat(TestFiles.load(yaml).problems().render())
        .contains("'/admin' does not match '/admin/', which the route 'rest'");
  }
}
