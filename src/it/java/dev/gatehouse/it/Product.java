package dev.gatehouse.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the build has made. */
final class Product {

  /**
   * Those of the tests, behind the product's own. Every buffer is watched; who only reads one is
   * not noted, which would cost more than all else together.
   */
  static final List<String> FLAGS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-Xmx384m",
          "-Dio.netty.leakDetection.level=paranoid",
          "-Dio.netty.leakDetection.acquireAndReleaseOnly=true");

  private Product() {}

  /** The packaged jar. */
  static String jar() {
    return System.getProperty("gatehouse.jar");
  }

  /** Where {@code --install} has put it. */
  static Path home() {
    return Path.of(System.getProperty("gatehouse.home"));
  }

  /** The words for {@code java} that start it from there, and more flags. */
  static List<String> installed(String... flags) {
    List<String> words = new ArrayList<>(List.of("@" + home().resolve("jvm.options")));
    words.addAll(FLAGS);
    words.addAll(List.of(flags));
    words.addAll(List.of("-jar", home().resolve("gatehouse.jar").toString()));
    return words;
  }
}
