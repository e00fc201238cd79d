package dev.gatehouse.verifier;

import dev.gatehouse.config.OriginalSource;
import dev.gatehouse.config.VerifierSpec;
import dev.gatehouse.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * What a path asks the verifier for: {@code PATH/NAME} and, where the original request stands in
 * the request line, {@code PATH/NAME/-} in front of its path.
 *
 * @param policy what is to be decided by
 * @param target the original request's, in origin-form; null where it does not stand here
 */
record VerifierPath(Policy policy, @Nullable String target) {

  private static final String DEFAULT = "default";
  private static final String MARK = "/-";

  /** Reads the path of an inquiry; null where the verifier knows no such path. */
  static @Nullable VerifierPath of(VerifierSpec spec, Inquiry inquiry) {
    String path = inquiry.rawPath();
    if (!path.startsWith(spec.path())) {
      return null;
    }
    String rest = path.substring(spec.path().length());
    return spec.original() == OriginalSource.REQUEST_LINE
        ? before(spec, rest, inquiry.rawQuery())
        : alone(spec, rest);
  }

  private static @Nullable VerifierPath alone(VerifierSpec spec, String rest) {
    if (!rest.isEmpty() && rest.charAt(0) != '/') {
      return null;
    }
    return served(spec, rest.isEmpty() ? DEFAULT : rest.substring(1), null);
  }

  /** The policy's name ends at the first slash, so nothing in the original path can be one. */
  private static @Nullable VerifierPath before(
      VerifierSpec spec, String rest, @Nullable String query) {
    int slash = rest.indexOf('/', 1);
    if (slash < 0 || rest.charAt(0) != '/' || !rest.startsWith(MARK + "/", slash)) {
      return null;
    }
    String original = rest.substring(slash + MARK.length());
    return served(
        spec, rest.substring(1, slash), query == null ? original : original + "?" + query);
  }

  private static @Nullable VerifierPath served(
      VerifierSpec spec, String name, @Nullable String target) {
    Policy policy = spec.policies().get(name);
    return policy == null ? null : new VerifierPath(policy, target);
  }

  @Override
  public String toString() {
    return "VerifierPath[" + policy.name() + "]";
  }
}
