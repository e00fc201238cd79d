package dev.gatehouse;

import dev.gatehouse.config.ConfigurationFile.Loaded;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.SnapshotCompiler;
import dev.gatehouse.proxy.NeededAutoConfigurations;
import dev.gatehouse.proxy.ProxyConfiguration;
import dev.gatehouse.proxy.RouteCompiler;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.context.reactive.AnnotationConfigReactiveWebApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.NestedExceptionUtils;

/**
 * Compiles a configuration in an application that has Spring Cloud Gateway's predicates and filters
 * and nothing that listens, fetches or watches.
 */
final class Check {

  private Check() {}

  /**
   * What the file means, and nothing where it must not be served; whatever is wrong is added to its
   * problems.
   */
  static CheckedConfiguration of(Loaded loaded, Path file, List<String> arguments) {
    try (ConfigurableApplicationContext context = start(loaded, file, arguments)) {
      ServerRules.check(context.getEnvironment(), loaded.verifierPort(), loaded.problems());
      TlsRules.check(
          context.getEnvironment(), context.getBean(SslBundles.class), loaded.problems());
      Compiled compiled =
          Compiled.of(
              loaded,
              null,
              context.getBean(SnapshotCompiler.class),
              context.getBean(RouteCompiler.class));
      return compiled == null ? CheckedConfiguration.NONE : CheckedConfiguration.of(compiled);
    } catch (RuntimeException e) {
      note(e, loaded.problems());
      return CheckedConfiguration.NONE;
    }
  }

  /**
   * Starts the application without its servers.
   *
   * @throws RuntimeException if Spring Boot refuses the file
   */
  static ConfigurableApplicationContext start(Loaded loaded, Path file, List<String> arguments) {
    var application = new SpringApplication(Parts.class);
    application.setApplicationContextFactory(
        _ -> new AnnotationConfigReactiveWebApplicationContext());
    application.setRegisterShutdownHook(false);
    application.addInitializers(
        context -> context.getBeanFactory().registerSingleton("loaded", loaded));
    String[] quiet =
        SpringArguments.with(
            file,
            arguments,
            "--logging.threshold.console=off",
            "--logging.threshold.file=off",
            // nobody was served, so nobody is waited for at the end
            "--spring.reactor.netty.shutdown-quiet-period=0s",
            // the operations' health indicators are not there
            "--management.endpoint.health.validate-group-membership=false");
    return application.run(quiet);
  }

  /** Adds what Spring Boot has to say to the file's problems. */
  static void note(RuntimeException refusal, Problems problems) {
    String reason = NestedExceptionUtils.getMostSpecificCause(refusal).getMessage();
    problems.error("", "Spring Boot refuses the rest of the file: " + reason, null);
  }

  /** The application without its servers. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @NeededAutoConfigurations
  @Import({ProxyConfiguration.class, CompilerConfiguration.class})
  static class Parts {}
}
