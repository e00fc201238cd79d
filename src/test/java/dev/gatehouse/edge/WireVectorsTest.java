package dev.gatehouse.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.edge.WireChannel.Received;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests as octets from public test suites, judged by their own oracle (replay.mjs). */
class WireVectorsTest {

  private static final List<String> FILES =
      List.of(
          "smuggling_defparam",
          "smuggling_http11probe",
          "smuggling_portswigger",
          "http1_gunicorn",
          "http1_llhttp");

  static Stream<Arguments> vectors() {
    return FILES.stream()
        .flatMap(
            file -> {
              List<Arguments> cases = new ArrayList<>();
              read(file)
                  .get("cases")
                  .forEach(
                      node -> {
                        // the others are too long to be listed, see WireTest
                        if (node.has("raw_b64")) {
                          cases.add(Arguments.of(node.get("id").asString(), node));
                        }
                      });
              return cases.stream();
            });
  }

  private static JsonNode read(String file) {
    try (InputStream in = WireVectorsTest.class.getResourceAsStream("/vectors/" + file + ".json")) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"598", "169", "280", "180", "188"})
  void everyVectorOfTheFilesIsThere(int count) {
    assertThat(FILES.stream().map(file -> read(file).get("cases").size())).contains(count);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void atOnce(String id, JsonNode vector) {
    byte[] octets = Base64.getDecoder().decode(vector.get("raw_b64").asString());
    try (var wire = new WireChannel()) {
      wire.send(octets);
      judge(wire, vector);
    }
  }

  static Stream<Arguments> sequences() {
    List<Arguments> sequences = new ArrayList<>();
    read("smuggling_http11probe")
        .get("sequences")
        .forEach(node -> sequences.add(Arguments.of(node.get("id").asString(), node)));
    return sequences.stream();
  }

  /** Steps on one connection: nothing that only a smuggled request asks for is ever received. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("sequences")
  void stepByStep(String id, JsonNode sequence) {
    List<Received> expected = new ArrayList<>();
    try (var wire = new WireChannel()) {
      for (JsonNode step : sequence.get("steps")) {
        wire.send(Base64.getDecoder().decode(step.get("raw_b64").asString()));
        expected.addAll(requests(step.get("oracle")));
        // what is left of one step is the beginning of the next: an X makes a GET an XGET
        assertThat(wire.received)
            .usingRecursiveFieldByFieldElementComparatorIgnoringFields("method")
            .isSubsetOf(expected);
        if (step.get("oracle").get("class").asString().equals("must_reject")) {
          assertThat(wire.isOpen()).isFalse();
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void octetByOctet(String id, JsonNode vector) {
    byte[] octets = Base64.getDecoder().decode(vector.get("raw_b64").asString());
    try (var wire = new WireChannel()) {
      for (byte octet : octets) {
        wire.send(new byte[] {octet});
      }
      judge(wire, vector);
    }
  }

  private static List<Received> requests(JsonNode oracle) {
    List<Received> requests = new ArrayList<>();
    for (JsonNode request : oracle.path("requests")) {
      requests.add(
          new Received(
              request.get("method").asString(),
              asForwarded(request.get("target").asString()),
              request.get("body").asInt()));
    }
    return requests;
  }

  /** In origin-form, and encoded where RFC 3986 wants it. */
  private static String asForwarded(String target) {
    String origin = target.replaceFirst("^https?://[^/]+", "");
    int query = origin.indexOf('?');
    String path = query < 0 ? origin : origin.substring(0, query);
    return path.replace("\"", "%22") + origin.substring(path.length());
  }

  private static void judge(WireChannel wire, JsonNode vector) {
    JsonNode oracle = vector.get("oracle");
    int before = oracle.path("requests_before_problem").asInt(0);
    List<Integer> statuses = wire.statuses();
    long served = statuses.stream().filter(status -> status < 300).count();
    switch (vector.get("class").asString()) {
      case "must_reject", "wait_then_timeout" -> assertThat(served).isLessThanOrEqualTo(before);
      case "reject_or_neutralise" -> assertThat(served).isLessThanOrEqualTo(Math.max(before, 1));
      case "well_formed" ->
          assertThat(statuses).isNotEmpty().allMatch(status -> status == 200 || status == 400);
      default -> throw new AssertionError(vector.get("class"));
    }
    List<Received> expected = requests(oracle);
    if (oracle.has("requests")) {
      assertThat(wire.received).hasSizeLessThanOrEqualTo(expected.size());
      assertThat(wire.received).isEqualTo(expected.subList(0, wire.received.size()));
    }
    assertThat(wire.received)
        .filteredOn(request -> request.target().startsWith("/smuggled"))
        .isSubsetOf(expected);
  }
}
