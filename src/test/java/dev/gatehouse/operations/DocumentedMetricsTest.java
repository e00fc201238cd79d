package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.token.Refusal;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the documentation, the dashboard and the alerts call metrics is what Prometheus gets. */
class DocumentedMetricsTest {

  private static final Path DOCS = Path.of("docs/operations.md");
  private static final Path DASHBOARD = Path.of("docs/grafana/dashboard.json");
  private static final Path ALERTS = Path.of("docs/grafana/alerts.yaml");

  private static final Pattern SAMPLE =
      Pattern.compile("^(gatehouse_\\w+)(?:\\{([^}]*)})? ", Pattern.MULTILINE);
  private static final Pattern ROW =
      Pattern.compile("^\\| `(gatehouse_\\w+)` \\| (\\w+) \\|([^|]*)\\|", Pattern.MULTILINE);
  private static final Pattern METRIC = Pattern.compile("\\b(?:gatehouse_\\w+|ssl_\\w+|up(?=\\{))");
  private static final Pattern SELECTOR =
      Pattern.compile("\\b(?:gatehouse_\\w+|ssl_\\w+|up)\\{([^}]*)}");
  private static final Pattern LABEL = Pattern.compile("(\\w+) *(?:=~|!~|!=|=) *\"");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|ignoring|on|without) *\\(([^)]*)\\)");
  private static final Pattern QUOTED = Pattern.compile("`(\\w+)`");

  /** Labels that Prometheus adds itself. */
  private static final Set<String> TARGET = Set.of("instance", "job", "le");

  /** Metrics of others: Prometheus' own, and Spring Boot's, whose labels {@code TlsIT} sees. */
  private static final Map<String, Set<String>> OTHERS =
      Map.of(
          "up",
          Set.of(),
          "ssl_chain_expiry_seconds",
          Set.of("bundle", "certificate", "chain", "source"));

  private final Map<String, Set<String>> scraped = scrape();

  @Test
  void everyMetricIsDocumentedWithItsLabelsAndNoneThatIsNotThere() throws IOException {
    Map<String, Set<String>> documented = new TreeMap<>();
    ROW.matcher(Files.readString(DOCS))
        .results()
        .forEach(row -> documented.put(row.group(1), new TreeSet<>(all(QUOTED, row.group(3), 1))));
    Map<String, Set<String>> families = new TreeMap<>();
    scraped.forEach(
        (name, labels) -> families.put(name.replaceAll("_(bucket|count|sum|max)$", ""), labels));
    families.put("gatehouse_decision_seconds", new TreeSet<>());

    assertThat(documented).isEqualTo(families);
  }

  @Test
  void theDashboardAsksForWhatIsThere() throws IOException {
    JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
    List<String> expressions = dashboard.findValuesAsString("expr");
    List<String> legends = dashboard.findValuesAsString("legendFormat");

    assertThat(expressions).hasSizeGreaterThan(10).allSatisfy(this::isThere);
    assertThat(Files.readString(DASHBOARD))
        .contains("label_values(gatehouse_decisions_total, route)");
    for (String legend : legends) {
      assertThat(allLabels()).containsAll(all(Pattern.compile("\\{\\{(\\w+)}}"), legend, 1));
    }
  }

  @Test
  void theAlertsAskForWhatIsThere() throws IOException {
    Map<String, Object> file = new Yaml().load(Files.readString(ALERTS));
    JsonNode rules = JsonMapper.shared().valueToTree(file);
    List<String> alerts = rules.findValuesAsString("alert");

    assertThat(rules.findValuesAsString("expr"))
        .hasSameSizeAs(alerts)
        .hasSizeGreaterThan(3)
        .allSatisfy(this::isThere);
    for (String text : rules.findValuesAsString("summary")) {
      assertThat(union(allLabels(), TARGET))
          .containsAll(all(Pattern.compile("\\$labels\\.(\\w+)"), text, 1));
    }
    List<String> runbooks = all(Pattern.compile("`(Gatehouse\\w+)`"), Files.readString(DOCS), 1);
    assertThat(alerts).doesNotHaveDuplicates().hasSameElementsAs(runbooks);
  }

  /** Every metric of the expression is there, and every label of it on one of its metrics. */
  private void isThere(String expression) {
    Map<String, Set<String>> known = known();
    List<String> metrics = all(METRIC, expression, 0);
    assertThat(metrics).isNotEmpty().allSatisfy(name -> assertThat(known).containsKey(name));
    Set<String> labelled = new TreeSet<>(TARGET);
    metrics.forEach(name -> labelled.addAll(known.get(name)));
    for (String selector : all(SELECTOR, expression, 1)) {
      assertThat(labelled).as(expression).containsAll(all(LABEL, selector, 1));
    }
    for (String labels : all(GROUPING, expression, 1)) {
      assertThat(labelled).as(expression).containsAll(List.of(labels.split(" *, *")));
    }
  }

  private Set<String> allLabels() {
    Set<String> all = new TreeSet<>();
    known().values().forEach(all::addAll);
    return all;
  }

  private Map<String, Set<String>> known() {
    Map<String, Set<String>> known = new TreeMap<>(OTHERS);
    known.putAll(scraped);
    return known;
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }

  private static List<String> all(Pattern pattern, String text, int group) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(group)).toList();
  }

  /** Every metric with its labels, as Prometheus gets them. */
  private static Map<String, Set<String>> scrape() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var gateway = new TestGateway();
    var decisions = new DecisionMeters(registry);
    decisions.follow(gateway.routes, null, gateway.policies);
    Policy policy = TestPolicies.policy("default", "keycloak");
    decisions.decided("orders", policy, new Decision.Refused(Refusal.TOKEN_EXPIRED, "keycloak"), 9);
    decisions.decided("orders", policy, new Decision.Undecided(Duration.ZERO, "keycloak"), 9);
    decisions.outlived("orders", policy);
    new KeyMeters(registry, InstantSource.system()).follow(gateway::providers);
    new TokenMeters(gateway::remembered).bindTo(registry);
    assertThat(new Reloads(registry, InstantSource.system(), () -> {}).state()).isNotNull();
    Map<String, Set<String>> scraped = new TreeMap<>();
    SAMPLE
        .matcher(registry.scrape())
        .results()
        .forEach(
            sample ->
                scraped
                    .computeIfAbsent(sample.group(1), _ -> new TreeSet<>())
                    .addAll(sample.group(2) == null ? List.of() : all(LABEL, sample.group(2), 1)));
    return scraped;
  }
}
