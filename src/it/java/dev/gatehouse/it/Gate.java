package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;

/** A running Gatehouse in front of an upstream that counts. */
final class Gate implements AutoCloseable {

  private final CountingUpstream upstream;
  private final GatehouseProcess process;

  private Gate(CountingUpstream upstream, GatehouseProcess process) {
    this.upstream = upstream;
    this.process = process;
  }

  /** Starts both; {@code $UPSTREAM} in the configuration stands for the upstream's address. */
  static Gate start(String yaml) {
    return start(yaml, GatehouseProcess::start);
  }

  /** Starts both, and does not wait until the gateway says that it is ready. */
  static Gate startUnready(String yaml) {
    return start(yaml, GatehouseProcess::startUnready);
  }

  private static Gate start(String yaml, Function<String, GatehouseProcess> how) {
    var upstream = CountingUpstream.start();
    try {
      return new Gate(upstream, how.apply(yaml.replace("$UPSTREAM", upstream.url())));
    } catch (RuntimeException | AssertionError e) {
      upstream.close();
      throw e;
    }
  }

  GatehouseProcess process() {
    return process;
  }

  CountingUpstream upstream() {
    return upstream;
  }

  Response send(Request request) {
    return process.send(request);
  }

  /** Sends a request that must pass, and gives what the upstream got. */
  SeenRequest passes(Request request) {
    Response response = process.send(request);
    assertThat(response.status()).as("%s", response).isEqualTo(200);
    return response.seen();
  }

  /** Sends a request that must not reach the upstream, and gives its answer. */
  Response refuses(Request request) {
    int before = upstream.count();
    Response response = process.send(request);
    assertThat(response.status()).as("%s", response).isBetween(400, 599);
    assertThat(upstream.count()).as("requests at the upstream").isEqualTo(before);
    assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    assertThat(response.header("X-Request-Id")).isNotEmpty();
    return response;
  }

  /** Sends a request that must be refused with this status and, as the formats agree, this code. */
  Response refuses(Request request, int status, String code) {
    Response response = refuses(request);
    assertThat(response.status()).as("%s", response).isEqualTo(status);
    assertThat(response.json().path("code").asString()).as("%s", response).isEqualTo(code);
    return response;
  }

  /** Sends a request that must be answered so; for where other requests reach the upstream. */
  Response answers(Request request, int status, String code) {
    Response response = process.send(request);
    assertThat(response.status()).as("%s", response).isEqualTo(status);
    assertThat(response.json().path("code").asString()).as("%s", response).isEqualTo(code);
    return response;
  }

  @Override
  public void close() {
    try (upstream) {
      process.close();
      assertThat(upstream.bad()).as("octets at the upstream that are no request").isEmpty();
    }
  }
}
