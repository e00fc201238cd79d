package dev.gatehouse.operations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verifier in force.
 *
 * @param port its own; null: the main port
 * @param request where the original request is read from
 * @param policies the names of those it serves
 */
public record VerifierState(
    String path, @Nullable Integer port, String request, List<String> policies) {

  /** By what its decisions are counted, beside the routes'. */
  public static final String ROUTE = "forwardAuth";

  public VerifierState {
    policies = List.copyOf(policies);
  }
}
