package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Mode;
import dev.gatehouse.token.RememberedTokens;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A gateway in any state. */
final class TestGateway implements OperatedGateway {

  final CountDownLatch asked = new CountDownLatch(1);
  final CountDownLatch draining = new CountDownLatch(1);
  final List<String> ended = new CopyOnWriteArrayList<>();
  volatile Duration delay = Duration.ZERO;
  volatile List<ProviderState> providers = List.of(TestProviders.good("keycloak"));
  volatile List<PolicyState> policies =
      List.of(new PolicyState("default", Mode.STRICT, true, List.of("keycloak")));
  volatile List<RouteState> routes =
      List.of(
          new RouteState("orders", "http://orders:8080", "default", null),
          new RouteState("health", "http://orders:8080", null, null));

  @Override
  public List<ProviderState> providers() {
    return providers;
  }

  @Override
  public List<PolicyState> policies() {
    return policies;
  }

  @Override
  public List<RouteState> routes() {
    return routes;
  }

  @Override
  public VerifierState verifierState() {
    return new VerifierState("/verify", 4180, "x-forwarded", List.of("default"));
  }

  @Override
  public RememberedTokens.Statistics remembered() {
    return new RememberedTokens.Statistics(7, 3, 2, 1, 1000);
  }

  @Override
  public String digest() {
    return "0123456789abcdef";
  }

  @Override
  public String signatures() {
    return "Java 25";
  }

  @Override
  public String version() {
    return "test";
  }

  /** Is asked when the delay begins, so the answer is kept back until the test has looked. */
  @Override
  public Duration drainDelay() {
    asked.countDown();
    try {
      assertThat(draining.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return delay;
  }

  @Override
  public void endConnections() {
    ended.add("connections");
  }

  @Override
  public void endRequests() {
    ended.add("requests");
  }
}
