package dev.gatehouse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import dev.gatehouse.config.ConfigurationFile;
import dev.gatehouse.config.ConfigurationFile.Loaded;
import dev.gatehouse.config.Snapshot;
import dev.gatehouse.config.SnapshotCompiler;
import dev.gatehouse.keys.MonitoredKeySet;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.policy.Provider;
import dev.gatehouse.proxy.RouteCompiler;
import dev.gatehouse.token.RawToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Explains what a policy makes of a token: the gatekeeper decides as it does on a request, with
 * keys fetched for the purpose, and tells each step. Nothing is served.
 */
final class Explain {

  /** The exit status where nobody can tell. */
  static final int UNTOLD = 2;

  /** Octets; more is no token, whatever the configuration's limit. */
  private static final int LONGEST_INPUT = 1 << 20;

  private final UnaryOperator<@Nullable String> environment;
  private final PrintStream out;
  private final PrintStream err;

  Explain(UnaryOperator<@Nullable String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /**
   * Explains.
   *
   * @return the exit status: 0 where the token is admitted, 1 where it is refused
   */
  int run(Command.Explain asked, InputStream in) throws IOException {
    Loaded loaded = ConfigurationFile.read(asked.file(), environment);
    try (ConfigurableApplicationContext context = started(asked, loaded)) {
      Compiled compiled =
          context == null
              ? null
              : Compiled.of(
                  loaded,
                  null,
                  context.getBean(SnapshotCompiler.class),
                  context.getBean(RouteCompiler.class));
      if (compiled == null) {
        err.print(loaded.problems().render());
        return UNTOLD;
      }
      return answer(asked, compiled, in);
    }
  }

  /** Explains by a configuration that is compiled; its keys are closed afterwards. */
  int answer(Command.Explain asked, Compiled compiled, InputStream in) throws IOException {
    Policy policy = compiled.snapshot().policies().get(asked.policy());
    if (policy == null) {
      return untold(unknown(asked.policy(), compiled.snapshot()));
    }
    ExplainedRequest request;
    try {
      request =
          ExplainedRequest.of(
              asked.request(), asked.headers(), compiled.snapshot().identityHeaders());
    } catch (IllegalArgumentException e) {
      return untold(String.valueOf(e.getMessage()));
    }
    List<String> words = words(in);
    return words.size() == 1
        ? tell(explain(words.getFirst(), request, policy, compiled), asked.json())
        : untold(
            words.isEmpty()
                ? "There is no token on standard input: echo \"$TOKEN\" | java -jar ..."
                : "Standard input holds " + words.size() + " words, and a token is one.");
  }

  private static @Nullable ConfigurableApplicationContext started(
      Command.Explain asked, Loaded loaded) {
    String failure = SpringFile.read(asked.file()).failure();
    if (failure != null) {
      if (!loaded.problems().hasErrors()) {
        loaded.problems().error("", failure, null);
      }
      return null;
    }
    try {
      return Check.start(loaded, asked.file(), asked.springArguments());
    } catch (RuntimeException e) {
      Check.note(e, loaded.problems());
      return null;
    }
  }

  /** The words of the input, without the scheme that may stand in front of a token. */
  private static List<String> words(InputStream in) throws IOException {
    String text = new String(in.readNBytes(LONGEST_INPUT), ISO_8859_1).strip();
    List<String> words = new ArrayList<>(List.of(text.split("\\s+")));
    words.remove("");
    if (words.size() > 1 && words.getFirst().toLowerCase(Locale.ROOT).equals("authorization:")) {
      words.removeFirst();
    }
    if (words.size() > 1 && words.getFirst().toLowerCase(Locale.ROOT).equals("bearer")) {
      words.removeFirst();
    }
    return words;
  }

  private static Explanation explain(
      String token, ExplainedRequest request, Policy policy, Compiled compiled) {
    Snapshot snapshot = compiled.snapshot();
    List<Provider> providers =
        policy.providers().stream()
            .map(provider -> provider.with(new FetchedKeys(provider.keys())))
            .toList();
    Policy asked = policy.with(providers);
    var steps =
        new Steps(
            new RawToken(token),
            snapshot.limits().token(),
            asked,
            snapshot.keySets(),
            compiled.problems());
    try {
      Decision decision =
          snapshot.gatekeeper().decide(new RawToken(token), request, asked, steps).block();
      return steps.explanation(requireNonNull(decision, "no decision was made"));
    } finally {
      snapshot.keySets().values().forEach(MonitoredKeySet::close);
    }
  }

  private int tell(Explanation explanation, boolean json) {
    out.print(json ? explanation.toJson() : explanation.toText());
    return explanation.admitted() ? 0 : 1;
  }

  private int untold(String message) {
    err.println(message);
    return UNTOLD;
  }

  private static String unknown(String name, Snapshot snapshot) {
    if (name.equals("none")) {
      return "The policy none is that of public routes: nobody is asked for a token there.";
    }
    String nearest = null;
    int least = Math.max(3, name.length() / 2 + 1);
    for (String known : snapshot.policies().keySet()) {
      int distance =
          Spelling.distance(name.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        nearest = known;
      }
    }
    return "There is no policy '"
        + name
        + "'. "
        + (nearest != null
            ? "Did you mean '" + nearest + "'?"
            : "There are: " + String.join(", ", snapshot.policies().keySet()) + ".");
  }
}
