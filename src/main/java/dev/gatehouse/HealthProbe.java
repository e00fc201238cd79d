package dev.gatehouse;

import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;

/**
 * Asks a running gateway whether it is ready, for images that have no shell and no curl. Nothing of
 * Spring is loaded, as it is asked every few seconds.
 */
final class HealthProbe {

  /** Where readiness is unless the configuration puts it elsewhere. */
  static final URI USUAL = URI.create("http://127.0.0.1:8081/readyz");

  private static final int PATIENCE_MILLIS = 3_000;

  private final PrintStream out;

  /**
   * Makes one.
   *
   * @param out for the answer
   */
  HealthProbe(PrintStream out) {
    this.out = out;
  }

  /**
   * Asks, and waits 3 s at most for a connection, and for the answer.
   *
   * @return the exit status: 0 where it is ready
   */
  int ask(URI address) {
    try {
      var connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      connection.setInstanceFollowRedirects(false);
      int status = connection.getResponseCode();
      out.println(status == HttpURLConnection.HTTP_OK ? "ready" : "not ready: status " + status);
      return status == HttpURLConnection.HTTP_OK ? 0 : 1;
    } catch (IOException e) {
      out.println("not ready: " + e.getMessage());
      return 1;
    }
  }
}
