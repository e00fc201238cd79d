package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The public corpora of ambiguous HTTP/1, on an open route and with a good token; the upstream's
 * log is the judge.
 */
class RawVectorsIT {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final Request CANARY = Request.get("/healthz");

  private static final List<String> FILES =
      List.of(
          "smuggling_defparam",
          "smuggling_http11probe",
          "smuggling_portswigger",
          "http1_llhttp",
          "http1_gunicorn");

  private static Gate open;
  private static Gate guarded;

  @BeforeAll
  static void start() {
    open = Gate.start(yaml("none"));
    guarded = Gate.start(yaml("default"));
  }

  private static String yaml(String policy) {
    return """
        gatehouse:
          providers:
            main: {issuer: 'https://main.test', jwks: {inline: '$JWKS'}}
          policies:
            default: {providers: [main]}
          routes:
            - {id: all, uri: $UPSTREAM, predicates: [Path=/**], policy: $POLICY}
        """
        .replace("$JWKS", TestKey.jwks(KEY))
        .replace("$POLICY", policy);
  }

  @AfterAll
  static void stop() {
    long unfinished =
        FILES.stream()
            .flatMap(file -> Vectors.rawCases(file).stream())
            .filter(each -> each.kind().equals("wait_then_timeout"))
            .count();
    for (Gate gate : List.of(open, guarded)) {
      gate.close();
      // a body that is streamed and never ends is the only thing to leave an upstream hanging
      assertThat((long) gate.upstream().aborted().size()).isLessThanOrEqualTo(unfinished);
    }
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void smugglesNothingThroughAnOpenRoute(String file) {
    replay(open, file, Vectors.RawCase::octets);
  }

  @ParameterizedTest
  @FieldSource("FILES")
  void smugglesNothingWithGoodToken(String file) {
    String token =
        TestToken.by(KEY).issuer("https://main.test").expiresIn(Duration.ofHours(2)).compact();
    replay(guarded, file, each -> each.octetsWith("Authorization: Bearer " + token));
  }

  private static void replay(Gate gate, String file, Function<Vectors.RawCase, String> octetsOf) {
    List<Vectors.RawCase> cases = Vectors.rawCases(file);
    int before = gate.upstream().count();
    var replay = new RawReplay(gate.process().port(), CANARY);
    List<String> failures = replay.failures(cases, octetsOf);
    List<SeenRequest> seen = gate.upstream().seen();
    List<String> targets =
        seen.subList(before, seen.size()).stream().map(SeenRequest::target).toList();
    System.out.printf(
        "%s: %d cases, %d failed, %d requests at the upstream, %d begun and not ended%n",
        file, cases.size(), failures.size(), targets.size(), gate.upstream().aborted().size());
    assertThat(failures).as("cases treated wrongly").isEmpty();
    assertThat(gate.upstream().bad()).as("octets at the upstream that are no request").isEmpty();
    for (Vectors.RawCase each : cases) {
      if (!each.hiddenIsGood()) {
        assertThat(targets).as(each.id()).doesNotContain(each.hidden());
      }
    }
    assertThat(targets).doesNotContain("/smuggled-by-portswigger");
  }
}
