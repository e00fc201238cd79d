package dev.gatehouse.proxy;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Identity;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits;
import dev.gatehouse.token.TestClaims;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Mono;

/** A door, an upstream, and decisions as the test wants them. */
abstract class ProxyTest {

  static TestApplication application;
  TestUpstream upstream;
  RawClient client;

  @BeforeAll
  static void startApplication() {
    application = TestApplication.start();
  }

  @AfterAll
  static void stopApplication() {
    application.close();
  }

  @BeforeEach
  void open() {
    upstream = new TestUpstream();
    client = application.connect();
  }

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  static Decider deciding(Decision decision) {
    return (_, _) -> Mono.just(decision);
  }

  static Decision anonymous() {
    return new Decision.Admitted(null, RequestEdits.NONE);
  }

  static Decision user(String id) {
    return user(id, RequestEdits.NONE);
  }

  static Decision user(String id, RequestEdits edits) {
    return new Decision.Admitted(
        new Identity(
            "idp",
            TestClaims.claims("{\"sub\":\"" + id + "\"}"),
            List.of(new HeaderField("X-User-Id", id))),
        edits);
  }
}
