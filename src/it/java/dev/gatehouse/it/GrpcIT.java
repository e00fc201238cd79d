package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gRPC client and a gRPC server that do not notice the gateway between them. */
class GrpcIT {

  private static final TestKey KEY = TestKey.rsa("main");
  private static final String ANSWERED = "answered";

  private static final String YAML =
      """
      server: {port: 0, http2: {enabled: true}}
      management: {server: {port: 0}}
      spring.ssl.bundle.pem.corporate.truststore.certificate: "$CA"
      gatehouse:
        providers:
          main:
            issuer: https://main.test
            jwks: {inline: '$JWKS'}
            clockSkew: 0s
            claimsToHeaders: [{claim: sub, header: X-User-Id}]
        policies:
          default: {providers: [main]}
          scoped: {providers: [main], scopes: [greet]}
          closing: {providers: [main], closeOnExpiry: true}
        routes:
          - {id: scoped, uri: $PLAIN, predicates: [Path=/demo.Greeter/**, 'Header=x-route, scoped'], policy: scoped}
          - {id: down, uri: 'http://127.0.0.1:1', predicates: [Path=/demo.Greeter/**, 'Header=x-route, down']}
          - {id: mute, uri: $PLAIN, timeout: 300ms, predicates: [Path=/demo.Greeter/**, 'Header=x-route, mute']}
          - {id: closing, uri: $PLAIN, policy: closing, predicates: [Path=/demo.Greeter/**, 'Header=x-route, closing']}
          - {id: tls, uri: $TLS, tls: {bundle: corporate}, predicates: [Path=/demo.Greeter/**, 'Header=x-route, tls']}
          - id: chain
            uri: $PLAIN
            predicates: [Path=/demo.Greeter/**, 'Header=x-route, chain']
            filters: ['AddRequestHeadersIfNotPresent=X-Lane:chain']
          - {id: plain, uri: $PLAIN, predicates: [Path=/demo.Greeter/**]}
      """;

  private static GrpcUpstream plain;
  private static GrpcUpstream tls;
  private static GatehouseProcess gatehouse;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws Exception {
    var authority = TestAuthority.create();
    plain = GrpcUpstream.start();
    tls = GrpcUpstream.start(Files.readAllBytes(authority.pem("s", authority.key("server"))));
    String yaml =
        YAML.replace("$CA", authority.pem("ca", authority.trust()).toString())
            .replace("$JWKS", TestKey.jwks(KEY))
            .replace("$PLAIN", "http://127.0.0.1:" + plain.port())
            .replace("$TLS", "https://localhost:" + tls.port());
    gatehouse =
        GatehouseProcess.startArguments(
            Map.of(), "--gatehouse.config=" + GatehouseProcess.write(yaml));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", gatehouse.port()).usePlaintext().build();
  }

  @AfterAll
  static void stop() throws Exception {
    channel.shutdownNow().awaitTermination(20, TimeUnit.SECONDS);
    gatehouse.close();
    plain.close();
    tls.close();
  }

  private static io.grpc.Channel by(String route, TestToken token) {
    var metadata = new Metadata();
    metadata.put(Metadata.Key.of("x-route", Metadata.ASCII_STRING_MARSHALLER), route);
    if (token != null) {
      String compact = token.compact();
      SentTokens.register(compact);
      metadata.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + compact);
    }
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static TestToken alice() {
    return TestToken.by(KEY).issuer("https://main.test").subject("alice");
  }

  private static CallOptions patient() {
    return CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private static String ask(String route, MethodDescriptor<String, String> method, String text) {
    return ClientCalls.blockingUnaryCall(by(route, alice()), method, patient(), text);
  }

  private static StatusRuntimeException refusal(
      io.grpc.Channel way, MethodDescriptor<String, String> method) {
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () -> ClientCalls.blockingUnaryCall(way, method, patient(), "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "tls", "chain"})
  void callsAndStreamsPassBothWays(String route) throws Exception {
    GrpcUpstream upstream = route.equals("tls") ? tls : plain;
    upstream.received().clear();
    assertThat(ask(route, GrpcUpstream.HELLO, "x".repeat(100_000))).hasSize(100_006);
    Metadata seen = upstream.received().poll(20, TimeUnit.SECONDS);
    assertThat(seen.get(Metadata.Key.of("x-user-id", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("alice");
    assertThat(seen.containsKey(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)))
        .isFalse();

    List<String> numbers = new ArrayList<>();
    Iterator<String> counting =
        ClientCalls.blockingServerStreamingCall(
            by(route, alice()), GrpcUpstream.COUNT, patient(), "1000");
    counting.forEachRemaining(numbers::add);
    assertThat(numbers).hasSize(1000).startsWith("1").endsWith("1000");

    var heard = new Heard();
    var sum =
        ClientCalls.asyncClientStreamingCall(
            by(route, alice()).newCall(GrpcUpstream.SUM, patient()), heard);
    sum.onNext("a");
    sum.onNext("b");
    sum.onCompleted();
    assertThat(heard.next()).isEqualTo("ab");
    assertThat(heard.next()).isEqualTo(ANSWERED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "tls", "chain"})
  void eachMessageOfATalkIsAnsweredBeforeTheNext(String route) throws Exception {
    var heard = new Heard();
    var talk =
        ClientCalls.asyncBidiStreamingCall(
            by(route, alice()).newCall(GrpcUpstream.CHAT, patient()), heard);
    for (String text : List.of("one", "two", "three")) {
      talk.onNext(text);
      assertThat(heard.next()).isEqualTo("echo " + text);
    }
    talk.onCompleted();
    assertThat(heard.next()).isEqualTo(ANSWERED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "tls", "chain"})
  void theUpstreamsStatusAndTrailersPass(String route) {
    StatusRuntimeException missing = refusal(by(route, alice()), GrpcUpstream.MISSING);
    assertThat(missing.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(missing.getStatus().getDescription()).isEqualTo("nobody, 100%");
    assertThat(missing.getTrailers().get(GrpcUpstream.TRAILER)).isEqualTo("at the end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "tls", "chain"})
  void aCallThatIsGivenUpIsGivenUpAtTheUpstreamToo(String route) throws Exception {
    GrpcUpstream upstream = route.equals("tls") ? tls : plain;
    StatusRuntimeException late =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    by(route, alice()),
                    GrpcUpstream.NEVER,
                    CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS),
                    route));
    assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    Eventually.eventually(
        Duration.ofSeconds(20), () -> assertThat(upstream.cancelled()).contains(route));
  }

  @Test
  void refusalsAreStatusesOfGrpc() {
    plain.received().clear();
    StatusRuntimeException missing = refusal(by("plain", null), GrpcUpstream.HELLO);
    assertThat(missing.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(missing.getStatus().getDescription()).isEqualTo("Jwt is missing");
    assertThat(refusal(by("scoped", alice()), GrpcUpstream.HELLO).getStatus().getCode())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(plain.received()).isEmpty();
    assertThat(refusal(by("down", alice()), GrpcUpstream.HELLO).getStatus().getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(refusal(by("mute", alice()), GrpcUpstream.NEVER).getStatus().getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aTalkEndsWithItsToken() throws Exception {
    var heard = new Heard();
    var way = by("closing", alice().expiresIn(Duration.ofSeconds(3)));
    var talk = ClientCalls.asyncBidiStreamingCall(way.newCall(GrpcUpstream.CHAT, patient()), heard);
    talk.onNext("one");
    assertThat(heard.next()).isEqualTo("echo one");
    assertThat(heard.next()).isEqualTo("UNAUTHENTICATED: Jwt is expired");
  }

  /** What came from the server, in its order. */
  private static final class Heard implements StreamObserver<String> {

    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

    String next() throws InterruptedException {
      return all.poll(20, TimeUnit.SECONDS);
    }

    @Override
    public void onNext(String text) {
      all.add(text);
    }

    @Override
    public void onError(Throwable failure) {
      Status status = Status.fromThrowable(failure);
      all.add(status.getCode() + ": " + status.getDescription());
    }

    @Override
    public void onCompleted() {
      all.add(ANSWERED);
    }
  }
}
