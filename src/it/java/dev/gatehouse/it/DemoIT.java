package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demo that ships in the jar, tried exactly as it tells the newcomer to try it. */
class DemoIT {

  private static final Pattern CURL = Pattern.compile("(?m)^.*?\\b(curl .*)$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @Test
  void answersThePrintedCurlLinesWith401And200And401() {
    try (var demo =
        GatehouseProcess.startJar("--demo", "--server.port=0", "--management.server.port=0")) {
      Eventually.eventually(
          Duration.ofSeconds(10), () -> assertThat(curls(demo.printed())).hasSize(3));
      List<String> curls = curls(demo.printed());

      Response missing = run(demo, curls.get(0));
      assertThat(missing.status()).isEqualTo(401);
      assertThat(missing.text()).isEqualTo("Jwt is missing");

      Response good = run(demo, curls.get(1));
      assertThat(good.status()).as("%s", good).isEqualTo(200);
      var headers = good.json().path("headers");
      assertThat(headers.path("X-Team").path(0).asString()).isEqualTo("dev");
      assertThat(headers.path("X-Org").path(0).asString()).isEqualTo("solo.io");
      assertThat(headers.has("Authorization")).isFalse();

      Response tampered = run(demo, curls.get(2));
      assertThat(tampered.status()).isEqualTo(401);
      assertThat(tampered.text()).isEqualTo("Jwt verification fails");
    }
  }

  private static List<String> curls(String printed) {
    return CURL.matcher(printed).results().map(match -> match.group(1)).toList();
  }

  /** Sends what curl would, to the port that the line names. */
  private static Response run(GatehouseProcess demo, String curl) {
    List<String> words =
        WORD.matcher(curl)
            .results()
            .map(word -> word.group().replaceAll("^(['\"])(.*)\\1$", "$2"))
            .toList();
    List<String> headers = new ArrayList<>();
    URI uri = null;
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).equals("-H")) {
        headers.add(words.get(++i));
      } else if (words.get(i).startsWith("http") || words.get(i).startsWith("localhost")) {
        String url = words.get(i);
        uri = URI.create(url.startsWith("http") ? url : "http://" + url);
      }
    }
    assertThat(uri).as(curl).isNotNull();
    assertThat(uri.getPort()).as(curl).isEqualTo(demo.port());
    assertThat(uri.getPath()).isEqualTo("/headers");
    Request request = Request.get(uri.getRawPath());
    for (String header : headers) {
      request = request.line(header);
    }
    return demo.send(request);
  }
}
