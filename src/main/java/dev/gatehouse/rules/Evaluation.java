package dev.gatehouse.rules;

import com.google.re2j.Pattern;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.runtime.CelFunctionResolver;
import dev.cel.runtime.CelResolvedOverload;
import dev.cel.runtime.CelVariableResolver;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of one rule: its variables, and the functions that spend its budget or use what
 * was made of its literals. Used once, by one thread.
 */
final class Evaluation implements CelVariableResolver, CelFunctionResolver {

  private final RuleFacts facts;
  private final Literals literals;
  private final Budget budget = new Budget();

  Evaluation(RuleFacts facts, Literals literals) {
    this.facts = facts;
    this.literals = literals;
  }

  @Override
  public Optional<Object> find(String name) {
    return Optional.ofNullable(facts.variable(name, budget)).map(budget::read);
  }

  @Override
  public Optional<CelResolvedOverload> findOverloadMatchingArgs(
      String function, Collection<String> overloads, Object[] arguments) {
    return findOverloadMatchingArgs(function, arguments);
  }

  @Override
  public Optional<CelResolvedOverload> findOverloadMatchingArgs(
      String function, Object[] arguments) {
    return switch (function) {
      case Environment.MATCHES -> overload(function, this::matches);
      case Environment.CIDR -> overload(function, this::cidr);
      default -> Optional.empty();
    };
  }

  @SuppressWarnings("Immutable") // an overload lives as long as its evaluation
  private static Optional<CelResolvedOverload> overload(String function, Binary definition) {
    return Optional.of(
        CelResolvedOverload.of(
            function,
            function,
            arguments -> definition.apply((String) arguments[0], (String) arguments[1]),
            true,
            String.class,
            String.class));
  }

  private boolean matches(String text, String pattern) {
    Pattern compiled = literals.patterns().get(pattern);
    if (compiled == null) {
      // refused at load; a pattern that comes with a request could say what it matches
      throw new IllegalStateException("a pattern that is no literal");
    }
    budget.match(compiled, text);
    return compiled.matcher(text).find();
  }

  private boolean cidr(String address, String network) {
    try {
      Predicate<String> known = literals.networks().get(network);
      return (known == null ? literals.reader().read(network) : known).test(address);
    } catch (IllegalArgumentException e) {
      throw new CelInvalidArgumentException(e);
    }
  }

  /** A function of two texts. */
  @FunctionalInterface
  private interface Binary {
    boolean apply(String first, String second);
  }

  /** What was made at load of the literals that functions get. */
  record Literals(
      Map<String, Pattern> patterns,
      Map<String, Predicate<String>> networks,
      NetworkReader reader) {

    Literals {
      patterns = Map.copyOf(patterns);
      networks = Map.copyOf(networks);
    }
  }

  /** What is thrown for a cause that lies deeper. */
  static <T extends Throwable> @Nullable T cause(Throwable thrown, Class<T> type) {
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < 16; t = t.getCause(), depth++) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }
}
