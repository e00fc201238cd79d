package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of every public corpus of ambiguous HTTP/1, either lane lets the same octets pass. */
class LanesIT {

  private static final Request CANARY = Request.get("/healthz");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smuggling_defparam",
        "smuggling_http11probe",
        "smuggling_portswigger",
        "http1_llhttp",
        "http1_gunicorn"
      })
  void passTheSameOctets(String file) {
    assertThat(passed(file, true)).isEqualTo(passed(file, false));
  }

  /** The requests that reached the upstream; sorted, as sixteen at once are sent. */
  private static List<String> passed(String file, boolean directLane) {
    String yaml =
        """
        gatehouse: # its lane is this test's
          directLane: $LANE
          routes:
            - {id: all, uri: $UPSTREAM, predicates: [Path=/**], policy: none}
        """
            .replace("$LANE", String.valueOf(directLane));
    try (Gate gate = Gate.start(yaml)) {
      // one that never ends arrives or not, as it happens
      List<Vectors.RawCase> cases =
          Vectors.rawCases(file).stream()
              .filter(each -> !each.kind().equals("wait_then_timeout"))
              .toList();
      var replay = new RawReplay(gate.process().port(), CANARY);
      assertThat(replay.failures(cases, Vectors.RawCase::octets)).isEmpty();
      String host = gate.upstream().url().substring("http://".length());
      return gate.upstream().seen().stream()
          // a handshake is the chain's on every route, and its key another every time
          .filter(seen -> seen.headers("Upgrade").isEmpty())
          .map(seen -> text(seen, host))
          .sorted()
          .toList();
    }
  }

  private static String text(SeenRequest seen, String host) {
    List<Field> fields =
        seen.fields().stream()
            .filter(field -> !field.name().equalsIgnoreCase("X-Request-Id"))
            .map(field -> field.value().equals(host) ? new Field(field.name(), "upstream") : field)
            .toList();
    return new SeenRequest(seen.method(), seen.target(), fields, seen.trailers(), seen.body())
        .toString();
  }
}
