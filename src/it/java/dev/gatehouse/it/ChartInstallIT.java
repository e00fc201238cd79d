package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.gatehouse.it.KubeServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The chart on a real API server, in namespaces that enforce restricted Pod Security. Where the
 * server's parts are not there the tests are skipped, unless {@code -Dgatehouse.kube=required}.
 */
class ChartInstallIT {

  private static final String CHART = Path.of("helm", "gatehouse").toString();
  private static final String STRICT = "?dryRun=All&fieldValidation=Strict";
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private static KubeServer cluster;

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(CHART, "ci"))) {
      return files.sorted().toList();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    String missing = KubeParts.missing();
    if (!missing.isEmpty()) {
      assertThat(System.getProperty("gatehouse.kube")).as(missing).isNotEqualTo("required");
      abort(missing);
      return;
    }
    cluster = KubeServer.start();
    for (Path definition : List.of(KubeParts.HTTP_ROUTES, KubeParts.SERVICE_MONITORS)) {
      assertCreated(cluster.send("POST", DEFINITIONS, Files.readString(definition)));
    }
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isInstalledUpgradedRolledBackAndUninstalled(Path values) throws IOException {
    String namespace = values.getFileName().toString().replace("-values.yaml", "");
    createNamespace(namespace);
    assertThat(helm(namespace, "lint", "--strict", CHART, "--values=" + values))
        .contains("0 chart(s) failed");

    assertThat(helm(namespace, "install", "edge", CHART, "--values=" + values))
        .contains("kubectl -n " + namespace + " rollout status deployment/edge-gatehouse")
        .contains("    " + asked(namespace) + "localhost:8080/\n");
    List<KubeObject> installed = KubeObject.of(helm(namespace, "get", "manifest", "edge"));
    installed.forEach(object -> assertAdmittedStrictly(object, namespace));
    JsonNode pod = template(namespace);
    assertCreated(cluster.send("POST", pods(namespace) + STRICT, pod(pod)));

    boolean mapping = Files.readString(values).contains("\nconfig:\n");
    String key = mapping ? "config.gatehouse.errors.format" : "podAnnotations.changed";
    String value = mapping ? "text" : "again";
    helm(namespace, "upgrade", "edge", CHART, "--values=" + values, "--set=" + key + "=" + value);
    if (mapping) {
      assertThat(configuration(namespace)).contains("format: text");
      // what is below gatehouse: is taken over by the running pods
      assertThat(template(namespace)).isEqualTo(pod);
    } else {
      assertThat(template(namespace)).isNotEqualTo(pod);
    }

    helm(namespace, "rollback", "edge", "1");
    assertThat(template(namespace)).isEqualTo(pod);
    if (mapping) {
      assertThat(configuration(namespace)).doesNotContain("format: text");
    }

    helm(namespace, "uninstall", "edge");
    assertThat(installed)
        .allSatisfy(
            object ->
                assertThat(cluster.send("GET", object.path(namespace), "").status())
                    .as(object.name())
                    .isEqualTo(404));
  }

  @Test
  void theNamespaceWouldRefuseAPodWithMoreRights() {
    createNamespace("strict");
    String pod =
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image:"
            + " i}]}}";
    Answer answer = cluster.send("POST", pods("strict") + STRICT, pod);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("violates PodSecurity");
  }

  @Test
  void theServerWouldRefuseAFieldThatThereIsNot() {
    createNamespace("fields");
    String service =
        "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 1}], prots:"
            + " []}}";
    Answer answer = cluster.send("POST", "/api/v1/namespaces/fields/services" + STRICT, service);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("unknown field").contains("spec.prots");
  }

  /** How the notes tell to ask it. */
  private static String asked(String example) {
    return example.equals("tls") ? "curl -k -i https://" : "curl -i http://";
  }

  private static void createNamespace(String name) {
    String labels =
        "pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/warn:"
            + " restricted";
    assertCreated(
        cluster.send(
            "POST",
            "/api/v1/namespaces",
            "{apiVersion: v1, kind: Namespace, metadata: {name: %s, labels: {%s}}}"
                .formatted(name, labels)));
    // what a controller makes in a cluster
    assertCreated(
        cluster.send(
            "POST",
            "/api/v1/namespaces/" + name + "/serviceaccounts",
            "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default}}"));
  }

  private static String helm(String namespace, String... arguments) {
    String[] all =
        Stream.concat(Stream.of("--namespace=" + namespace), Stream.of(arguments))
            .toArray(String[]::new);
    return cluster.helm(all);
  }

  private static void assertAdmittedStrictly(KubeObject object, String namespace) {
    Answer answer =
        cluster.send(
            "PATCH",
            object.path(namespace) + STRICT + "&fieldManager=test&force=true",
            object.json());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.warnings()).as(object.kind()).isEmpty();
  }

  private static void assertCreated(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.warnings()).isEmpty();
  }

  private static String pods(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/pods";
  }

  /** What the Deployment makes its pods from. */
  private static JsonNode template(String namespace) {
    Answer answer =
        cluster.send(
            "GET", "/apis/apps/v1/namespaces/" + namespace + "/deployments/edge-gatehouse", "");
    return JsonMapper.shared().readTree(answer.body()).path("spec").path("template");
  }

  /** The pod that a controller would make from it. */
  private static String pod(JsonNode template) {
    return "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": %s, \"spec\": %s}"
        .formatted(
            template.path("metadata").toString().replaceFirst("\\{", "{\"name\": \"edge-1\", "),
            template.path("spec"));
  }

  private static String configuration(String namespace) {
    return cluster
        .send("GET", "/api/v1/namespaces/" + namespace + "/configmaps/edge-gatehouse", "")
        .body();
  }
}
