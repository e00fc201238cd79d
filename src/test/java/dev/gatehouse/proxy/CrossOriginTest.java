package dev.gatehouse.proxy;

import dev.gatehouse.config.CorsSpec;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.token.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A route that pages of one origin may use, and one that none may. */
abstract class CrossOriginTest extends ProxyTest {

  static final String APP = "Origin: https://app.example.com";
  static final Decision REFUSED = new Decision.Refused(Refusal.TOKEN_MISSING, null);

  static final CorsSpec SPEC =
      new CorsSpec(
          List.of("https://app.example.com", "http://localhost:3000"),
          List.of("GET", "PUT"),
          List.of("Authorization", "Content-Type"),
          List.of("ETag"),
          false,
          Duration.ofMinutes(10));

  void serve(CorsSpec cors, Decision decision, String... filters) {
    serve(cors, decision, List.of("Path=/orders/**"), filters);
  }

  void serve(CorsSpec cors, Decision decision, List<String> predicates, String... filters) {
    var snapshots =
        TestSnapshots.with()
            .route(
                upstream.uri(), TestSnapshots.POLICY, predicates, List.of(filters), Set.of(), cors)
            .guarded(upstream.uri(), "Path=/plain");
    application.serve(snapshots.snapshot(), deciding(decision));
  }
}
