package dev.gatehouse.it;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A gRPC server of one service, {@code demo.Greeter}, whose messages are texts. */
final class GrpcUpstream implements AutoCloseable {

  static final Metadata.Key<String> TRAILER =
      Metadata.Key.of("x-greeter-trailer", Metadata.ASCII_STRING_MARSHALLER);

  static final MethodDescriptor<String, String> HELLO = method("Hello", MethodType.UNARY);
  static final MethodDescriptor<String, String> MISSING = method("Missing", MethodType.UNARY);
  static final MethodDescriptor<String, String> NEVER = method("Never", MethodType.UNARY);
  static final MethodDescriptor<String, String> COUNT =
      method("Count", MethodType.SERVER_STREAMING);
  static final MethodDescriptor<String, String> SUM = method("Sum", MethodType.CLIENT_STREAMING);
  static final MethodDescriptor<String, String> CHAT = method("Chat", MethodType.BIDI_STREAMING);

  private final Server server;
  private final BlockingQueue<Metadata> received = new LinkedBlockingQueue<>();
  private final Queue<String> cancelled = new ConcurrentLinkedQueue<>();

  private GrpcUpstream(NettyServerBuilder builder) throws IOException {
    ServerServiceDefinition greeter =
        ServerServiceDefinition.builder("demo.Greeter")
            .addMethod(HELLO, ServerCalls.asyncUnaryCall(GrpcUpstream::hello))
            .addMethod(MISSING, ServerCalls.asyncUnaryCall((_, out) -> out.onError(missing())))
            .addMethod(NEVER, ServerCalls.asyncUnaryCall((text, _) -> hang(text)))
            .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(GrpcUpstream::count))
            .addMethod(SUM, ServerCalls.asyncClientStreamingCall(out -> new Echo(out, true)))
            .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(out -> new Echo(out, false)))
            .build();
    server =
        builder.addService(ServerInterceptors.intercept(greeter, new Seeing())).build().start();
  }

  static GrpcUpstream start() {
    try {
      return new GrpcUpstream(builder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With TLS, by this key and certificate in one PEM file. */
  static GrpcUpstream start(byte[] pem) {
    try {
      var certificate = new ByteArrayInputStream(pem);
      return new GrpcUpstream(
          builder().useTransportSecurity(certificate, new ByteArrayInputStream(pem)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NettyServerBuilder builder() {
    return NettyServerBuilder.forAddress(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  int port() {
    return server.getPort();
  }

  /** The metadata of each call, in their order. */
  BlockingQueue<Metadata> received() {
    return received;
  }

  /** What was asked for by calls that their clients gave up. */
  Queue<String> cancelled() {
    return cancelled;
  }

  private static void hello(String name, StreamObserver<String> out) {
    out.onNext("hello " + name);
    out.onCompleted();
  }

  private static void count(String to, StreamObserver<String> out) {
    for (int i = 1; i <= Integer.parseInt(to); i++) {
      out.onNext("" + i);
    }
    out.onCompleted();
  }

  private static RuntimeException missing() {
    var trailers = new Metadata();
    trailers.put(TRAILER, "at the end");
    return Status.NOT_FOUND.withDescription("nobody, 100%").asRuntimeException(trailers);
  }

  private void hang(String text) {
    Context.current().addListener(_ -> cancelled.add(text), Runnable::run);
  }

  private record Echo(StreamObserver<String> out, boolean atOnce, StringBuilder all)
      implements StreamObserver<String> {

    Echo(StreamObserver<String> out, boolean atOnce) {
      this(out, atOnce, new StringBuilder());
    }

    @Override
    public void onNext(String text) {
      if (atOnce) {
        all.append(text);
      } else {
        out.onNext("echo " + text);
      }
    }

    @Override
    public void onError(Throwable failure) {
      // the client is gone
    }

    @Override
    public void onCompleted() {
      if (atOnce) {
        out.onNext(all.toString());
      }
      out.onCompleted();
    }
  }

  private final class Seeing implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
      received.add(metadata);
      return next.startCall(call, metadata);
    }
  }

  private static MethodDescriptor<String, String> method(String name, MethodType type) {
    return MethodDescriptor.<String, String>newBuilder(new Text(), new Text())
        .setFullMethodName("demo.Greeter/" + name)
        .setType(type)
        .build();
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {

    @Override
    public InputStream stream(String text) {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
