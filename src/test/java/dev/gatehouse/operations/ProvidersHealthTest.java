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
    states = List.of(good("one"), new ProviderState("two", false, 0, null));

    Health now = now();

    assertThat(now.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(now.getDetails()).containsOnlyKeys("waiting");
    assertThat(now.getDetails().get("waiting")).asString().contains("two").doesNotContain("one");
  }

  @Test
  void aProviderThatFailedIsReportedAndLeavesTheGatewayInService() {
    states =
        List.of(
            good("one"),
            new ProviderState("two", true, 0, "connection refused"),
            new ProviderState("three", true, 2, "status 500"));

    Health now = now();

    assertThat(now.getStatus()).isEqualTo(Status.UP);
    assertThat(now.getDetails().get("degraded"))
        .isEqualTo(
            Map.of("two", "connection refused", "three", "status 500; 2 older keys serve on"));
  }

  @Test
  void aProviderThatAReloadBringsDoesNotTakeTheGatewayOutOfService() {
    states = List.of(good("one"));
    assertThat(now().getStatus()).isEqualTo(Status.UP);
    states = List.of(good("one"), new ProviderState("new", false, 0, null));

    Health now = now();

    assertThat(now.getStatus()).isEqualTo(Status.UP);
    assertThat(now.getDetails()).containsKey("waiting");
  }

  private Health now() {
    return health.health().block();
  }

  private static ProviderState good(String name) {
    return new ProviderState(name, true, 1, null);
  }
}
