package dev.gatehouse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.keys.KeySetEvents;
import dev.gatehouse.keys.SkippedKey;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyMetersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final KeyMeters meters =
      new KeyMeters(registry, () -> TestProviders.CONFIRMED.plusMillis(2500));
  private List<ProviderState> providers = List.of();

  @Test
  void measuresTheKeysInForceAndTheirAge() {
    providers = List.of(TestProviders.state("one", 3, null), TestProviders.inline("two"));
    follow();

    assertThat(gauge(KeyMeters.KEYS, "one")).isEqualTo(3);
    assertThat(gauge(KeyMeters.AGE, "one")).isEqualTo(2.5);
    assertThat(gauge(KeyMeters.KEYS, "two")).isEqualTo(1);
    assertThat(providersOf(KeyMeters.AGE)).containsExactly("one");
    assertThat(providersOf(KeyMeters.REFRESHES)).containsOnly("one");

    providers = List.of(TestProviders.waiting("one"), TestProviders.inline("two"));
    assertThat(gauge(KeyMeters.KEYS, "one")).isZero();
    assertThat(gauge(KeyMeters.AGE, "one")).isNaN();
  }

  @Test
  void countsFetchesAndPassesThemOn() {
    providers = List.of(TestProviders.good("one"));
    follow();
    var failures = new int[1];
    KeySetEvents events =
        meters.counting(
            "one",
            new KeySetEvents() {
              @Override
              public void refreshed(int keys, boolean changed) {}

              @Override
              public void failed(String reason) {
                failures[0]++;
              }

              @Override
              public void skipped(SkippedKey key) {}
            });

    events.refreshed(1, true);
    events.refreshed(1, false);
    events.failed("connection refused");

    assertThat(refreshes("success")).isEqualTo(2);
    assertThat(refreshes("failure")).isEqualTo(1);
    assertThat(failures).containsExactly(1);
  }

  @Test
  void aReloadRemovesProvidersThatAreGone() {
    providers = List.of(TestProviders.good("one"), TestProviders.good("two"));
    follow();
    providers = List.of(TestProviders.good("two"), TestProviders.good("three"));
    follow();

    for (String name : List.of(KeyMeters.KEYS, KeyMeters.AGE, KeyMeters.REFRESHES)) {
      assertThat(providersOf(name)).containsExactlyInAnyOrder("two", "three");
    }
  }

  @Test
  void reloadsAreCountedAndTheLastRefusalIsKeptUntilAGoodOne() {
    var followed = new int[1];
    var reloads = new Reloads(registry, () -> TestProviders.CONFIRMED, () -> followed[0]++);

    reloads.refused("gatehouse.yaml:3:1: unknown key");
    assertThat(reloads.state().reason()).isEqualTo("gatehouse.yaml:3:1: unknown key");
    assertThat(followed).containsExactly(0);
    reloads.reloaded();

    assertThat(reloads.state().reason()).isNull();
    assertThat(followed).containsExactly(1);
    for (String outcome : List.of("success", "failure")) {
      assertThat(registry.get(Reloads.RELOADS).tag("outcome", outcome).counter().count())
          .isEqualTo(1);
    }
  }

  private void follow() {
    meters.follow(() -> providers);
  }

  private double gauge(String name, String provider) {
    return registry.get(name).tag("provider", provider).gauge().value();
  }

  private double refreshes(String outcome) {
    return registry.get(KeyMeters.REFRESHES).tags("outcome", outcome).counter().count();
  }

  private List<String> providersOf(String name) {
    return registry.get(name).meters().stream()
        .map(Meter::getId)
        .map(id -> id.getTag("provider"))
        .distinct()
        .toList();
  }
}
