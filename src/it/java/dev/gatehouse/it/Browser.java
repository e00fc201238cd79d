package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium, driven by its own chromedriver (W3C WebDriver). */
final class Browser implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  private static final Pattern LISTENING = Pattern.compile("started successfully on port (\\d+)");
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final Map<String, Object> CAPABILITIES =
      Map.of(
          "capabilities",
          Map.of(
              "alwaysMatch",
              Map.of(
                  "browserName",
                  "chrome",
                  // a container gives Chromium neither a sandbox nor a large /dev/shm
                  "goog:chromeOptions",
                  Map.of(
                      "args",
                      List.of("--headless=new", "--no-sandbox", "--disable-dev-shm-usage")))));

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Browser(Process driver) {
    this.driver = driver;
    String printed =
        new Output(driver)
            .await(text -> LISTENING.matcher(text).find(), START, "chromedriver that listens");
    Matcher listening = LISTENING.matcher(printed);
    listening.find();
    String base = "http://127.0.0.1:" + listening.group(1) + "/session";
    this.session = base + "/" + post(base, CAPABILITIES).path("sessionId").asString();
  }

  /** Where the machine has a chromedriver. */
  static Optional<Path> driver() {
    return List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
        .map(folder -> Path.of(folder, "chromedriver"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start(Path driver) {
    Process process;
    try {
      process = new ProcessBuilder(driver.toString(), "--port=0").redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
    try {
      return new Browser(process);
    } catch (RuntimeException | AssertionError e) {
      end(process);
      throw e;
    }
  }

  /** Opens a page. */
  Browser open(String url) {
    post(session + "/url", Map.of("url", url));
    return this;
  }

  /** Runs a script in the page and waits until the promise it returns is kept. */
  JsonNode run(String script, Object... arguments) {
    String waiting =
        "const done = arguments[arguments.length - 1];"
            + "(async (...args) => {"
            + script
            + "})(...arguments).then(done, e => done({failed: String(e)}));";
    return post(session + "/execute/async", Map.of("script", waiting, "args", arguments));
  }

  private JsonNode post(String url, Map<String, ?> body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/json")
              .timeout(START)
              .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body), UTF_8))
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
      if (answer.statusCode() != 200) {
        throw new AssertionError("chromedriver: " + answer.body());
      }
      return JSON.readTree(answer.body()).path("value");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the browser was working", e);
    }
  }

  private static void end(Process driver) {
    driver.descendants().forEach(ProcessHandle::destroyForcibly);
    driver.destroyForcibly();
  }

  @Override
  public void close() {
    http.close();
    end(driver);
  }
}
