package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart refuses to install, rather than to install something else. */
class ChartRefusalsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                     | exactly one of the three
          {config: {}}                                           | exactly one of the three
          {config: {gatehouse: {}}}                              | minProperties
          {existingSecret: a, existingConfigMap: b}              | exactly one of the three
          {existingSecret: a, config: "server: {}"}              | exactly one of the three
          {config: ": no"}                                       | it is no YAML
          {config: {gatehouse: {polices: {}}}}                   | polices
          {config: {server: {port: 8080}}}                       | gatehouse
          {existingSecret: a, replica: 2}                        | replica
          {existingSecret: a, image: {repo: x}}                  | repo
          {existingSecret: a, image: {repository: ''}}           | say where your image
          {existingSecret: a, image: {digest: 'sha256:12'}}      | digest
          {existingSecret: a, env: [{name: GATEHOUSE_CONFIG}]}   | GATEHOUSE_CONFIG is the chart's
          {config: "server.port: 9080"}                          | write 'server.port' as nested
          {config: "management: {server.port: 9080}"}            | write 'server.port' as nested
          {config: "gatehouse.drainDelay: 1s"}                   | write 'gatehouse.drainDelay' as nested
          {config: "server: {ssl.enabled: true}"}                | write 'ssl.enabled' as nested
          {config: "server: {ssl: {enabled.x: true}}"}           | write 'enabled.x' as nested
          {config: "management: {server: {ssl.bundle: b}}"}      | write 'ssl.bundle' as nested
          {config: "spring: {lifecycle: {timeout.x: 1s}}"}       | write 'timeout.x' as nested
          {config: "SERVER: {port: 9080}"}                       | write 'SERVER' as nested
          {config: "server: {PORT: 9080}"}                       | write 'PORT' as nested
          {config: "spring: {Lifecycle: {a: 1s}}"}               | write 'Lifecycle' as nested
          {config: "a: 1\\n---\\nserver: {port: 9080}"}          | the chart reads one document
          {config: "---\\na: 1\\n--- # two\\nb: 1"}              | the chart reads one document
          {config: "a: 1\\r---\\rb: 1"}                          | the chart reads one document
          {config: "a: 1\\n...\\nb: 1"}                          | the chart reads one document
          {existingSecret: a, env: [{name: SERVER_PORT}]}        | env: SERVER_PORT would change
          {existingSecret: a, env: [{name: server.port}]}        | env: server.port would change
          {existingSecret: a, env: [{name: MANAGEMENT_SERVER_PORT}]} | env: MANAGEMENT_SERVER_PORT
          {existingSecret: a, env: [{name: SPRING_APPLICATION_JSON}]} | SPRING_APPLICATION_JSON would
          {existingSecret: a, javaOptions: [-Dserver.port=9080]} | javaOptions: -Dserver.port=9080
          {existingSecret: a, javaOptions: [-jar]}               | javaOptions
          {existingSecret: a, javaOptions: ['@/tmp/options']}    | javaOptions
          {config: "server: {port: '${PORT}'}"}                  | say the port here too
          {config: "server: {port: 0}"}                          | the http port is 0
          {config: "management: {server: {port: -1}}"}           | the management port is -1
          {config: "server: {port: 9080}", ports: {http: 8080}}  | ports.http is 8080, and the configuration says 9080
          {config: "gatehouse: {drain-delay: '${DELAY}'}"}       | gatehouse.drainDelay is '${DELAY}'
          {config: "gatehouse: {drainDelay: 1m}", terminationGracePeriodSeconds: 60} | a pod would be killed
          {config: "server: {ssl: {bundle: b, client-auth: need}}"} | the kubelet has none
          {config: "server: {ssl: {enabled: '${TLS}'}}"}         | ports.managementTls: the configuration says
          {config: "management: {server: {ssl: {enabled: '${TLS:false}'}}}"} | ports.managementTls
          {config: "server: {port: 9080}\\nmanagement: {server: {port: 9080}}"} | each needs one of its own
          {existingSecret: a, ports: {http: 8081}}               | each needs one of its own
          {existingSecret: a, ports: {verifier: 8080}}           | each needs one of its own
          {existingSecret: a, serviceMonitor: {enabled: true}}   | say where Prometheus is
          {existingSecret: a, ports: {managementTls: true}, networkPolicy: {enabled: false}, serviceMonitor: {enabled: true}} | serviceMonitor.tlsConfig: the management port has TLS
          {existingSecret: a, networkPolicy: {enabled: false}, serviceMonitor: {enabled: true, tlsConfig: {serverName: a}}} | has no TLS
          {existingSecret: a, autoscaling: {enabled: true}, resources: {requests: {cpu: null}, limits: {cpu: null}}} | resources.requests.cpu
          {existingSecret: a, secrets: [a, a]}                   | secrets
          {existingSecret: a, ports: {verifier: 4180}}           | say where the proxies are
          {existingSecret: a, ingress: {enabled: true}}          | ingress.hosts
          {existingSecret: a, httpRoute: {enabled: true}}        | httpRoute.parentRefs
          {existingSecret: ../a}                                 | existingSecret
          {existingSecret: a, secrets: [../../etc]}              | secrets
          """)
  void refuses(String values, String because) {
    String whole = values.contains("image:") || values.equals("{}") ? values : with(values);
    assertThatThrownBy(() -> Chart.rendered(whole)).hasMessageContaining(because);
  }

  /** With an image, so that it is not its absence that is refused. */
  private static String with(String values) {
    return "{image: {repository: registry.example.com/gatehouse}, " + values.substring(1) + "\n";
  }
}
