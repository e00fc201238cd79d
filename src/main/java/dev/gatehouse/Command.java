package dev.gatehouse;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. */
sealed interface Command {

  /**
   * Run the gateway.
   *
   * @param file the configuration
   * @param springArguments what is left for Spring Boot, as typed
   */
  record Serve(Path file, List<String> springArguments) implements Command {
    public Serve {
      springArguments = List.copyOf(springArguments);
    }
  }

  /**
   * Run the demo that ships in the jar.
   *
   * @param springArguments what is left for Spring Boot, as typed
   */
  record Demo(List<String> springArguments) implements Command {
    public Demo {
      springArguments = List.copyOf(springArguments);
    }
  }

  /**
   * Check a configuration and print what it means, without starting a server.
   *
   * @param file the configuration
   * @param json whether to print for tools rather than for people
   * @param springArguments what is left for Spring Boot, as typed
   */
  record Check(Path file, boolean json, List<String> springArguments) implements Command {
    public Check {
      springArguments = List.copyOf(springArguments);
    }
  }

  /**
   * Explain what a policy makes of the token on standard input.
   *
   * @param file the configuration
   * @param policy the policy's name
   * @param request the request's method and URL; null: nothing is known of it
   * @param headers the request's header lines
   * @param json whether to print for tools rather than for people
   * @param springArguments what is left for Spring Boot, as typed
   */
  record Explain(
      Path file,
      String policy,
      @Nullable String request,
      List<String> headers,
      boolean json,
      List<String> springArguments)
      implements Command {
    public Explain {
      headers = List.copyOf(headers);
      springArguments = List.copyOf(springArguments);
    }
  }

  /**
   * Print the configuration that means the same as other gateways' files.
   *
   * @param files what they are configured with
   */
  record Import(List<Path> files) implements Command {
    public Import {
      files = List.copyOf(files);
    }
  }

  /**
   * Unpack the jar, so that it starts fast.
   *
   * @param folder where to
   */
  record Install(Path folder) implements Command {}

  /** Serve requests to itself, for what the Java machine learns from it. */
  record Train() implements Command {}

  /**
   * Ask a running gateway whether it is ready.
   *
   * @param address of its readiness
   */
  record Health(URI address) implements Command {}

  /** Print how Gatehouse is used. */
  record Help() implements Command {}

  /** Print the version. */
  record Version() implements Command {}

  /**
   * Nothing that can be done.
   *
   * @param message what is wrong and what to do, for the user
   * @param status the exit status: 2 where an explanation was asked for, as 1 is that of a token
   *     that is refused
   */
  record Mistake(String message, int status) implements Command {}
}
