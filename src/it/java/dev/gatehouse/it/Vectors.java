package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public vectors, as they lie in the resources. */
final class Vectors {

  private Vectors() {}

  static JsonNode read(String file) {
    try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file + ".json")) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cases of a file whose octets are there. */
  static List<RawCase> rawCases(String file) {
    List<RawCase> cases = new ArrayList<>();
    for (JsonNode node : read(file).path("cases")) {
      if (node.has("raw_b64")) {
        cases.add(RawCase.of(node, cases.size()));
      }
    }
    return cases;
  }

  /**
   * A request as octets.
   *
   * @param kind what a gateway must do: {@code must_reject}, {@code reject_or_neutralise}, {@code
   *     well_formed}, {@code wait_then_timeout}
   * @param before how many good requests stand in front of the bad one
   * @param hidden the target that only a smuggled request asks for
   * @param hiddenIsGood whether that request is in truth a well-formed one of its own
   */
  record RawCase(
      String id, String kind, int before, String octets, String hidden, boolean hiddenIsGood) {

    private static final String SMUGGLED = "/smuggled-by-portswigger";

    /** With a hidden target of its own, as long as the original, so that the culprit is known. */
    private static RawCase of(JsonNode node, int number) {
      String octets =
          new String(Base64.getDecoder().decode(node.path("raw_b64").asString()), ISO_8859_1);
      String hidden = "/smuggled-" + String.format("%014d", number);
      JsonNode oracle = node.path("oracle");
      return new RawCase(
          node.path("id").asString(),
          node.path("class").asString(),
          oracle.path("requests_before_problem").asInt(0),
          octets.replace(SMUGGLED, hidden),
          hidden,
          oracle.path("requests").toString().contains(SMUGGLED));
    }

    /** The same with this header line in front of the others. */
    String octetsWith(String line) {
      int start = 0;
      while (octets.startsWith("\r\n", start) || octets.startsWith("\n", start)) {
        start += octets.charAt(start) == '\r' ? 2 : 1;
      }
      int end = octets.indexOf('\n', start) + 1;
      return end == 0 ? octets : octets.substring(0, end) + line + "\r\n" + octets.substring(end);
    }
  }
}
