package dev.gatehouse;

import dev.gatehouse.config.ConfigurationFile;
import dev.gatehouse.config.ConfigurationFile.Loaded;
import dev.gatehouse.config.Problems;
import dev.gatehouse.keys.SignatureChoice;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.migration.Import;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts or checks what a configuration describes; whatever is wrong with it is printed. */
final class Launch {

  private final UnaryOperator<@Nullable String> environment;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * Makes one.
   *
   * @param environment a variable's value by its name, null where it is not set
   * @param out for what was asked for
   * @param err for what is wrong
   */
  Launch(UnaryOperator<@Nullable String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** Starts the gateway that the file describes; false where it refuses to start. */
  boolean serve(Path file, List<String> arguments) {
    return start(file, arguments) != null;
  }

  /** Starts the gateway that the file describes; null where it refuses to start. */
  @Nullable ConfigurableApplicationContext start(Path file, List<String> arguments) {
    Loaded loaded = ConfigurationFile.read(file, environment);
    var spring = SpringFile.read(file);
    if (loaded.problems().hasErrors() || spring.failure() != null) {
      var _ = check(file, false, arguments);
      return null;
    }
    loadSignatures(loaded.signatures());
    var application = new SpringApplication(GatehouseApplication.class);
    if (Demo.isAskedForBy(spring)) {
      String port = String.valueOf(Demo.startUpstream(environment).port());
      loaded =
          ConfigurationFile.read(
              file, name -> Demo.PORT_VARIABLE.equals(name) ? port : environment.apply(name));
      application.addListeners(invitation());
    }
    Loaded served = loaded;
    application.addInitializers(context -> prepare(context, served));
    try {
      return application.run(SpringArguments.with(file, arguments));
    } catch (RuntimeException e) {
      // Spring Boot has told the user already
      return null;
    }
  }

  /** Loads native code, which tests itself, beside Spring's start rather than as a part of it. */
  private static void loadSignatures(SignatureChoice choice) {
    Thread.ofPlatform().daemon().name("signatures").start(() -> Signatures.of(choice));
  }

  private static void prepare(ConfigurableApplicationContext context, Loaded loaded) {
    ServerRules.check(context.getEnvironment(), loaded.verifierPort(), loaded.problems());
    if (loaded.problems().hasErrors()) {
      throw new RefusedConfiguration(loaded.problems().render());
    }
    context.getBeanFactory().registerSingleton("loaded", loaded);
  }

  /** Checks the file and prints what it means; false where it would not be served. */
  boolean check(Path file, boolean json, List<String> arguments) {
    Loaded loaded = ConfigurationFile.read(file, environment);
    Problems problems = loaded.problems();
    String failure = SpringFile.read(file).failure();
    CheckedConfiguration checked = CheckedConfiguration.NONE;
    if (failure == null) {
      checked = Check.of(loaded, file, arguments);
    } else if (!problems.hasErrors()) {
      problems.error("", failure, null);
    }
    boolean good = !problems.hasErrors();
    if (json) {
      out.print(checked.toJson(good, problems.toJson()));
    } else {
      err.print(problems.render());
      out.print(good ? checked.toText() : "");
    }
    return good;
  }

  /**
   * Explains what a policy of the file makes of a token.
   *
   * @param in where the token is read from
   * @return the exit status: 0 where it is admitted, 1 where it is refused, 2 where nobody can tell
   */
  int explain(Command.Explain asked, InputStream in) {
    var explain = new Explain(environment, out, err);
    try {
      return explain.run(asked, in);
    } catch (IOException e) {
      err.println("Standard input cannot be read: " + e.getClass().getSimpleName());
      return Explain.UNTOLD;
    }
  }

  /**
   * Prints the configuration that means the same as these files.
   *
   * @return the exit status: 0 where all of it is carried over and can be served, 2 where the
   *     comments tell what is left to do, 1 where there is nothing to print
   */
  int importFrom(List<Path> files) {
    var sources = new ArrayList<Import.Source>();
    for (Path file : files) {
      try {
        sources.add(new Import.Source(String.valueOf(file.getFileName()), Files.readString(file)));
      } catch (IOException e) {
        return refuse(file + " cannot be read: " + e.getClass().getSimpleName(), 1);
      }
    }
    Import.Outcome outcome = Import.of(sources);
    if (outcome.yaml().isEmpty()) {
      err.print(outcome.mistakes());
      return 1;
    }
    out.print(outcome.yaml());
    Problems problems =
        ConfigurationFile.check("gatehouse.yaml", outcome.yaml(), Path.of(""), environment);
    err.print(problems.render());
    return outcome.complete() && !problems.hasErrors() ? 0 : 2;
  }

  /** Prints what was asked for. */
  int print(String text) {
    out.print(text);
    return 0;
  }

  /** Says that nothing can be done, and why; gives the exit status back. */
  int refuse(String message, int status) {
    err.println(message);
    return status;
  }

  private ApplicationListener<ApplicationReadyEvent> invitation() {
    return event -> {
      String port =
          event.getApplicationContext().getEnvironment().getRequiredProperty("local.server.port");
      out.print(Demo.invitation("http://localhost:" + port));
    };
  }
}
