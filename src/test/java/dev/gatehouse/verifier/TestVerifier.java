package dev.gatehouse.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gatehouse.config.ClientTls;
import dev.gatehouse.config.ConfigurationFile;
import dev.gatehouse.config.SnapshotCompiler;
import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.edge.EdgeLimits;
import dev.gatehouse.edge.EdgeServer;
import dev.gatehouse.edge.EdgeSettings;
import dev.gatehouse.edge.Farewell;
import dev.gatehouse.edge.RequestIds;
import dev.gatehouse.errors.ErrorFormat;
import dev.gatehouse.keys.KeySetEvents;
import dev.gatehouse.keys.KeySetParser;
import dev.gatehouse.keys.KeySets;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.policy.Tracing;
import dev.gatehouse.proxy.RawClient;
import dev.gatehouse.request.AnsweredRequest;
import dev.gatehouse.token.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The verifier of a configuration, on a server with the edge in front. */
final class TestVerifier implements AutoCloseable {

  static final ECKey KEY = key();

  private final DisposableServer server;
  private final BlockingQueue<AnsweredRequest> log = new LinkedBlockingQueue<>();
  private final List<String> decided = new CopyOnWriteArrayList<>();
  private final Verifier verifier;
  private final HttpServer bare;

  private TestVerifier(String yaml) {
    verifier = Verifier.of(compile(yaml));
    var ids = new RequestIds(ThreadLocalRandom::current);
    var clock = InstantSource.system();
    var door =
        new VerifierDoor(
            ids,
            log::add,
            (route, policy, _, _) -> decided.add(route + "/" + policy.name()),
            Tracing.none(),
            clock);
    var limits =
        new EdgeLimits(20 * 1024, 32 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(60), 1000);
    var settings = new EdgeSettings(ErrorFormat.PROBLEM, AddressRanges.NONE);
    bare =
        HttpServer.create()
            .host("127.0.0.1")
            .handle((request, response) -> door.serve(verifier, request, response));
    server =
        EdgeServer.apply(bare, limits, () -> settings, ids, log::add, new Farewell(), clock)
            .bindNow();
  }

  /**
   * Starts it.
   *
   * @param policies lines of the policies, each indented by four spaces
   * @param request the verifier's {@code request}
   */
  static TestVerifier start(String policies, String request) {
    return start(
        """
        gatehouse:
          providers:
            idp:
              issuer: https://id.test
              audiences: [api]
              jwks: { inline: '$KEYS' }
              claimsToHeaders:
                - { claim: sub, header: X-User-Id }
                - { claim: team, header: X-Team }
          policies:
        """
            + policies
            + "  forwardAuth: { path: /verify, policies: [default, lax], callers: [127.0.0.1],"
            + " request: "
            + request
            + " }\n");
  }

  /** Starts it with this configuration, in which {@code $KEYS} stands for the issuer's keys. */
  static TestVerifier start(String yaml) {
    return new TestVerifier(yaml.replace("$KEYS", KEY.toPublicJWK().toJSONString()));
  }

  private static dev.gatehouse.config.Snapshot compile(String yaml) {
    try {
      Path file = Files.writeString(Files.createTempFile("verifier", ".yaml"), yaml);
      var loaded = ConfigurationFile.read(file, _ -> null);
      Files.delete(file);
      assertThat(loaded.problems().hasErrors()).as(loaded.problems().render()).isFalse();
      var compiler =
          new SnapshotCompiler(
              new KeySets(
                  new KeySetParser(Signatures.JDK),
                  InstantSource.system(),
                  Schedulers.parallel(),
                  Schedulers.boundedElastic(),
                  new Random()),
              Signatures.JDK,
              _ -> KeySetEvents.none(),
              new ClientTls(new DefaultSslBundleRegistry()),
              InstantSource.system());
      return compiler.compile(loaded, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A good token of somebody without a team. */
  static TestTokens token() {
    return TestTokens.signedBy(KEY).issuer("https://id.test").audience("api").subject("ada");
  }

  static String bearer() {
    return "Authorization: Bearer " + token().compact();
  }

  RawClient connect() {
    return new RawClient(server.port());
  }

  /** Asks by GET, on a connection of its own. */
  RawClient.Answer ask(String target, String... fields) {
    try (RawClient client = connect()) {
      return client.get(target, fields);
    }
  }

  /** The same door without the edge in front. */
  HttpServer withoutEdge() {
    return bare;
  }

  Verifier verifier() {
    return verifier;
  }

  /** The decisions, as route and policy. */
  List<String> decided() {
    return List.copyOf(decided);
  }

  /** The next line of the access log. */
  AnsweredRequest logged() throws InterruptedException {
    AnsweredRequest next = log.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was logged");
    }
    return next;
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
