package dev.gatehouse;

import dev.gatehouse.edge.EventLoops;
import dev.gatehouse.operations.OperationsConfiguration;
import dev.gatehouse.proxy.NeededAutoConfigurations;
import dev.gatehouse.proxy.ProxyConfiguration;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** Gatehouse: a reverse proxy that admits a request only if its token satisfies its policy. */
@SpringBootConfiguration(proxyBeanMethods = false)
@NeededAutoConfigurations
@Import({
  CompilerConfiguration.class,
  ProxyConfiguration.class,
  GatewayConfiguration.class,
  OperationsConfiguration.class
})
public class GatehouseApplication {

  /** Does what the command line asks for; the exit status is not 0 where it can't be done. */
  public static void main(String[] args) {
    // Netty's adaptive allocator parks event loops under contention; read when Netty is loaded
    System.getProperties().putIfAbsent("io.netty.allocator.type", "pooled");
    // how many parts of a body wait for a client that reads none: 128 of them times some hundred
    // such clients would be all the memory there is for buffers; read when Reactor Netty is loaded
    System.getProperties().putIfAbsent("reactor.netty.send.maxPrefetchSize", "8");
    // a handshake costs the server far more than the client; read when the JDK's TLS is loaded
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    Command command = CommandLine.parse(List.of(args), System::getenv, Path.of(""));
    var launch = new Launch(System::getenv, System.out, System.err);
    int status =
        switch (command) {
          case Command.Serve(Path file, List<String> arguments) -> serve(launch, file, arguments);
          case Command.Demo(List<String> arguments) -> serve(launch, Demo.unpack(), arguments);
          case Command.Check(Path file, boolean json, List<String> arguments) ->
              status(launch.check(file, json, arguments));
          case Command.Explain explain -> launch.explain(explain, System.in);
          case Command.Import(List<Path> files) -> launch.importFrom(files);
          case Command.Install(Path folder) -> Installation.ofThisJar(System.err).into(folder);
          case Command.Train() -> train();
          case Command.Health(URI address) -> new HealthProbe(System.out).ask(address);
          case Command.Help() -> launch.print(Usage.TEXT);
          case Command.Version() -> launch.print("Gatehouse " + version() + "\n");
          case Command.Mistake(String message, int mistaken) -> launch.refuse(message, mistaken);
        };
    if (status != 0) {
      System.exit(status);
    }
  }

  private static int serve(Launch launch, Path file, List<String> arguments) {
    EventLoops.use(Runtime.getRuntime().availableProcessors());
    return status(launch.serve(file, arguments));
  }

  private static int train() {
    EventLoops.use(Runtime.getRuntime().availableProcessors());
    return new Training(System.err).run();
  }

  private static int status(boolean done) {
    return done ? 0 : 1;
  }

  /** The version in the jar's manifest. */
  static String version() {
    String version = GatehouseApplication.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }
}
