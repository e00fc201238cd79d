package dev.gatehouse.rules;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newGlobalOverload;

import dev.cel.common.CelOptions;
import dev.cel.common.exceptions.CelIterationLimitExceededException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.RuntimeHelpers;
import java.util.List;
import java.util.Set;

/** The language as rules have it: its variables, its functions, its bounds. */
final class Environment {

  static final String MATCHES = "matches";
  static final String CIDR = "cidr";

  /** What the library calls an expression in its messages. */
  static final String NAME = "<input>";

  /** Names that no loop may take for its own variable: they would stand for something else. */
  static final Set<String> ROOTS = Set.of("jwt", "request", "policy", "provider", "now");

  static final List<String> REQUEST =
      List.of("method", "scheme", "host", "path", "query", "params", "headers", "address");

  /** Characters. */
  static final int LONGEST_EXPRESSION = 4096;

  private static final int ITERATIONS = 50_000;
  private static final int DEEPEST_EXPRESSION = 60;
  private static final int LARGEST_EXPRESSION = 2_000;

  /** Longer than any request's head: what grows beyond has been multiplied. */
  private static final int LONGEST_TEXT = 128 * 1024;

  private static final int LONGEST_LIST = 50_000;

  private static final CelStringExtensions STRINGS =
      CelExtensions.strings(
          CelStringExtensions.Function.CHAR_AT,
          CelStringExtensions.Function.INDEX_OF,
          CelStringExtensions.Function.LAST_INDEX_OF,
          CelStringExtensions.Function.LOWER_ASCII,
          CelStringExtensions.Function.SPLIT,
          CelStringExtensions.Function.SUBSTRING,
          CelStringExtensions.Function.TRIM,
          CelStringExtensions.Function.UPPER_ASCII);
  private static final CelListsExtensions LISTS =
      CelExtensions.lists(
          CelListsExtensions.Function.FLATTEN,
          CelListsExtensions.Function.REVERSE,
          CelListsExtensions.Function.SLICE);

  private final CelCompiler compiler;
  private final CelRuntime runtime;

  Environment() {
    CelOptions options =
        CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(ITERATIONS)
            .maxExpressionCodePointSize(LONGEST_EXPRESSION)
            .maxParseRecursionDepth(DEEPEST_EXPRESSION)
            .maxParseExpressionNodeCount(LARGEST_EXPRESSION)
            .build();
    this.compiler = compiler(options);
    this.runtime = runtime(options);
  }

  CelCompiler compiler() {
    return compiler;
  }

  CelRuntime runtime() {
    return runtime;
  }

  private static CelCompiler compiler(CelOptions options) {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(options)
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .addLibraries(STRINGS, LISTS, CelExtensions.sets(options), CelExtensions.optional())
        .addVar("jwt", MapType.create(SimpleType.STRING, SimpleType.DYN))
        .addVar("policy", SimpleType.STRING)
        .addVar("provider", SimpleType.STRING)
        .addVar("now", SimpleType.TIMESTAMP)
        .addVar("request.method", SimpleType.STRING)
        .addVar("request.scheme", SimpleType.STRING)
        .addVar("request.host", SimpleType.STRING)
        .addVar("request.path", SimpleType.STRING)
        .addVar("request.query", SimpleType.STRING)
        .addVar(
            "request.params", MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)))
        .addVar("request.headers", MapType.create(SimpleType.STRING, SimpleType.STRING))
        .addVar("request.address", SimpleType.STRING)
        .addFunctionDeclarations(
            newFunctionDeclaration(
                CIDR,
                newGlobalOverload(
                    "cidr_string_string", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)))
        .setResultType(SimpleType.BOOL)
        .build();
  }

  /** What can grow without bound, or is made anew for every request, is ours. */
  private static CelRuntime runtime(CelOptions options) {
    var standard =
        CelStandardFunctions.newBuilder()
            .filterFunctions(
                (function, overload) ->
                    function != StandardFunction.MATCHES
                        && !Set.of("ADD_STRING", "ADD_LIST", "ADD_BYTES")
                            .contains(overload.toString()))
            .build();
    return CelRuntimeFactory.plannerRuntimeBuilder()
        .setOptions(options)
        .setStandardFunctions(standard)
        .addLibraries(STRINGS, LISTS, CelExtensions.sets(options), CelExtensions.optional())
        .addFunctionBindings(
            CelFunctionBinding.fromOverloads(
                "_+_",
                CelFunctionBinding.from(
                    "add_string", String.class, String.class, Environment::joined),
                CelFunctionBinding.from("add_list", List.class, List.class, Environment::joined)))
        .addLateBoundFunctions(MATCHES, CIDR)
        .build();
  }

  private static String joined(String first, String second) {
    if (first.length() + second.length() > LONGEST_TEXT) {
      throw new CelIterationLimitExceededException(LONGEST_TEXT);
    }
    return first + second;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the library's lists have no element type
  private static List<Object> joined(List first, List second) {
    if (first.size() + second.size() > LONGEST_LIST) {
      throw new CelIterationLimitExceededException(LONGEST_LIST);
    }
    return RuntimeHelpers.concat(first, second);
  }
}
