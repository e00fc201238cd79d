package dev.gatehouse.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;

class OldGenerationTest {

  private static final long BEGINS_WITH = 800;
  private static final long MOST = 2_000;

  private final NotificationBroadcasterSupport memory = new NotificationBroadcasterSupport();
  private final List<Long> thresholds = new ArrayList<>();
  private long used;
  private long stays;
  private long now;
  private long between = 100;
  private long pause = 1;
  private int collections;
  private Runnable look;
  private long rest;

  private final OldGeneration generation =
      new OldGeneration(pool(), memory, this::collect, () -> now, this::later);

  @AfterEach
  void close() throws Exception {
    generation.close();
  }

  @Test
  void fillsWhatItBeginsWith() {
    assertThat(thresholds).containsExactly(BEGINS_WITH);
    assertThat(collections).isZero();
  }

  @Test
  void isCollectedWhenThatIsFullAndAgainWithASixteenthMore() {
    fill(800, 760);
    fill(856, 760);

    assertThat(collections).isEqualTo(2);
    assertThat(thresholds).containsExactly(800L, 807L, 807L);
  }

  @Test
  void mayFillWhatItBeginsWithWhenLessStays() {
    fill(800, 160);

    assertThat(thresholds.getLast()).isEqualTo(BEGINS_WITH);
  }

  @Test
  void growsWithWhatStays() {
    fill(800, 800);
    fill(900, 900);

    assertThat(thresholds).containsExactly(800L, 850L, 956L);
  }

  @Test
  void growsRatherThanSpendMoreThanATwentiethOfTheTimeOnCollecting() {
    pause = 10;
    fill(800, 800);
    between = 189;
    fill(900, 0);

    assertThat(collections).isEqualTo(1);
    assertThat(thresholds.getLast()).isEqualTo(956);

    between = 1;
    fill(956, 800);

    assertThat(collections).isEqualTo(2);
    assertThat(thresholds.getLast()).isEqualTo(850);
  }

  @Test
  void isLookedAtAgainOnceItHasRested() {
    pause = 10;
    fill(800, 800);
    between = 90;
    fill(900, 0);
    assertThat(rest).isEqualTo(100);
    assertThat(collections).isEqualTo(1);
    now += rest;
    look.run();

    assertThat(collections).isEqualTo(2);
    assertThat(thresholds).containsExactly(800L, 850L, 956L, 800L);
  }

  @Test
  void isLeftAloneWhenThereIsNoMoreThanWasExpected() {
    pause = 10;
    fill(800, 800);
    between = 90;
    fill(900, 800);
    used = 840;
    now += rest;
    look.run();

    assertThat(collections).isEqualTo(1);
  }

  @Test
  void isLookedAtAgainOnceHoweverOftenItIsTooFull() {
    pause = 10;
    fill(800, 800);
    between = 10;
    fill(900, 800);
    look = null;
    fill(957, 800);

    assertThat(look).isNull();
  }

  @Test
  void growsForTenMinutesWhereCollectingTakesLong() {
    pause = TimeUnit.MILLISECONDS.toNanos(501);
    fill(800, 800);
    between = TimeUnit.MINUTES.toNanos(10) - 1;
    fill(900, 0);

    assertThat(collections).isEqualTo(1);

    between = 1;
    fill(956, 800);

    assertThat(collections).isEqualTo(2);
  }

  @Test
  void isCollectedInAProcessWithTheSerialCollector() throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms32m",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Survivors.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  @Test
  void looksAtWhatStaysWhenTheMachineCollectsOfItself() {
    stays = 1_600;
    collected();
    stays = 960;
    collected();

    assertThat(thresholds).containsExactly(800L, 1_700L, 1_020L);
    assertThat(collections).isZero();
  }

  @Test
  void leavesCollectingToTheMachineWhereThereIsNoMore() {
    fill(1_999, 1_999);

    assertThat(thresholds.getLast()).isEqualTo(MOST);
  }

  @Test
  void hearsNothingElseAndNothingWhenItIsClosed() throws Exception {
    memory.sendNotification(new Notification("another", "a", 1));
    generation.close();
    fill(800, 700);

    assertThat(collections).isZero();
    memory.addNotificationListener(generation, null, null);
  }

  private void fill(long octets, long staying) {
    now += between;
    used = octets;
    stays = staying;
    memory.sendNotification(
        new Notification(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED, "a", 1));
  }

  private Disposable later(Runnable task, long nanos) {
    look = task;
    rest = nanos;
    return Disposables.single();
  }

  private void collect() {
    collections++;
    now += pause;
    collected();
  }

  private void collected() {
    used = stays;
    memory.sendNotification(
        new Notification(MemoryNotificationInfo.MEMORY_COLLECTION_THRESHOLD_EXCEEDED, "a", 1));
  }

  /** Only what is asked of a pool. */
  private MemoryPoolMXBean pool() {
    return (MemoryPoolMXBean)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {MemoryPoolMXBean.class}, this::answer);
  }

  private Object answer(Object pool, Method method, Object... arguments) {
    return switch (method.getName()) {
      case "getUsage" -> new MemoryUsage(BEGINS_WITH, used, MOST, MOST);
      case "getCollectionUsage" -> new MemoryUsage(BEGINS_WITH, stays, MOST, MOST);
      case "setUsageThreshold" -> nothing(thresholds.add((Long) arguments[0]));
      case "setCollectionUsageThreshold" -> nothing(arguments[0].equals(1L));
      default -> throw new AssertionError(method);
    };
  }

  private static Object nothing(boolean asExpected) {
    assertThat(asExpected).isTrue();
    return null;
  }
}
