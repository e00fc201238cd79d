package dev.gatehouse.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.keys.KeySet.Lookup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import reactor.core.scheduler.Schedulers;

/** Many threads at once, on real schedulers, with a clock that the test sets. */
class RemoteKeySetRaceTest {

  private static final int THREADS = 32;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InstantSource clock = now::get;
  private final ScriptedFetcher issuer = new ScriptedFetcher();
  private final List<Lookup> answers = new CopyOnWriteArrayList<>();
  private final MonitoredKeySet keys =
      new KeySets(
              new KeySetParser(),
              clock,
              Schedulers.parallel(),
              Schedulers.boundedElastic(),
              RandomGenerator.getDefault())
          .remote(RemoteKeySetFixture.settings(), issuer, KeySetEvents.none());

  @RepeatedTest(20)
  void fetchesOnceForAllThreadsThatAskAtOnce() throws InterruptedException {
    keys.start();
    awaitFetches(1);
    var first = new CountDownLatch(THREADS);
    atOnce(() -> await(keys.current(), first));
    issuer.bring("a");
    assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(answers).hasSize(THREADS).allSatisfy(it -> assertThat(it).isEqualTo(keys.current()));

    answers.clear();
    now.updateAndGet(it -> it.plus(Duration.ofSeconds(10)));
    Keys seen = RemoteKeySetFixture.keysOf(keys.current());
    var second = new CountDownLatch(THREADS);
    atOnce(() -> await(keys.newerThan(seen, "b"), second));
    awaitFetches(2);
    issuer.bring("a", "b");
    assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(issuer.count()).isEqualTo(2);
    assertThat(answers)
        .hasSize(THREADS)
        .allSatisfy(it -> assertThat(RemoteKeySetFixture.kidsOf(it)).contains("b"));
    keys.close();
  }

  @RepeatedTest(20)
  void leavesNobodyWaitingWhenClosedInTheMiddle() throws InterruptedException {
    keys.start();
    awaitFetches(1);
    var done = new CountDownLatch(THREADS);
    atOnce(
        () -> {
          if (Thread.currentThread().getName().endsWith(" 7")) {
            keys.close();
          }
          await(keys.current(), done);
        });
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(answers).allSatisfy(it -> assertThat(it).isInstanceOf(Lookup.Unavailable.class));
  }

  private void await(Lookup lookup, CountDownLatch done) {
    switch (lookup) {
      case Lookup.Waiting(var next) ->
          next.subscribe(
              answer -> {
                answers.add(answer);
                done.countDown();
              });
      case Lookup.Available _, Lookup.Unavailable _ -> {
        answers.add(lookup);
        done.countDown();
      }
    }
  }

  private static void atOnce(Runnable act) throws InterruptedException {
    var gate = new CountDownLatch(1);
    List<Thread> threads =
        IntStream.range(0, THREADS)
            .mapToObj(
                i ->
                    Thread.ofPlatform()
                        .name("asker " + i)
                        .start(
                            () -> {
                              try {
                                gate.await();
                              } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                              }
                              act.run();
                            }))
            .toList();
    gate.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void awaitFetches(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (issuer.count() < count && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(issuer.count()).isEqualTo(count);
  }
}
