package dev.gatehouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * The load comparison's own tests, where there is a Python to run them: its results are only as
 * right as it is.
 */
class BenchTest {

  @Test
  void theLoadComparisonMeasuresWhatItSays() throws IOException, InterruptedException {
    assumeTrue(answers("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))"));
    Process tests =
        new ProcessBuilder("python3", "-B", "-m", "unittest", "discover", "-s", "bench/tests")
            .redirectErrorStream(true)
            .start();
    String printed = new String(tests.getInputStream().readAllBytes(), UTF_8);
    assertThat(tests.waitFor()).as(printed).isZero();
  }

  private static boolean answers(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
