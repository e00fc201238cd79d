package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class ProvidersHealthTest {

  private List<ProviderState> states = List.of();
  private final ProvidersHealth health = new ProvidersHealth(() -> states);

  @Test
  void waitsForTheFirstFetchOfEveryProvider() {
    states = List.of(TestProviders.good("one"), TestProviders.waiting("two"));

    Health now = now();

    assertThat(now.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(now.getDetails()).containsOnlyKeys("waiting");
    assertThat(now.getDetails().get("waiting")).asString().contains("two").doesNotContain("one");
  }

  @Test
  void aProviderThatFailedIsReportedAndLeavesTheGatewayInService() {
    states =
        List.of(
            TestProviders.good("one"),
            TestProviders.state("two", 0, "connection refused"),
            TestProviders.state("three", 2, "status 500"));

    Health now = now();

    assertThat(now.getStatus()).isEqualTo(Status.UP);
    assertThat(now.getDetails().get("degraded"))
        .isEqualTo(
            Map.of("two", "connection refused", "three", "status 500; 2 older keys serve on"));
  }

  @Test
  void aProviderThatAReloadBringsDoesNotTakeTheGatewayOutOfService() {
    states = List.of(TestProviders.good("one"));
    assertThat(now().getStatus()).isEqualTo(Status.UP);
    states = List.of(TestProviders.good("one"), TestProviders.waiting("new"));

    Health now = now();

    assertThat(now.getStatus()).isEqualTo(Status.UP);
    assertThat(now.getDetails()).containsKey("waiting");
  }

  private Health now() {
    return health.health().block();
  }
}
