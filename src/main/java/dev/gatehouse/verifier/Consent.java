package dev.gatehouse.verifier;

import dev.gatehouse.errors.Answer;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Identity;
import dev.gatehouse.request.HeaderField;
import dev.gatehouse.request.RequestEdits.HeaderEdit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a proxy whose request is admitted: what it has to set, and with an empty value, to
 * take away. A proxy that copies every one of these headers overwrites what the client sent.
 */
final class Consent {

  private static final HeaderField NO_STORE = new HeaderField("Cache-Control", "no-store");
  private static final String ENVOY_REMOVES = "x-envoy-auth-headers-to-remove";

  private final Verifier verifier;
  private final List<HeaderField> lines = new ArrayList<>();
  private final StringBuilder removed = new StringBuilder();

  private Consent(Verifier verifier) {
    this.verifier = verifier;
    lines.add(NO_STORE);
  }

  /**
   * The answer; null where a token stands in a place that no proxy can be told to clear, so that
   * the request must not pass.
   */
  static @Nullable Answer of(Verifier verifier, Decision.Admitted admitted) {
    var consent = new Consent(verifier);
    consent.identify(admitted.identity());
    boolean clear = admitted.edits().query() == null;
    for (HeaderEdit edit : admitted.edits().headers()) {
      clear &= consent.strip(edit);
    }
    return clear ? consent.answer() : null;
  }

  private void identify(@Nullable Identity identity) {
    for (String name : verifier.identityHeaderNames()) {
      String value = identity == null ? null : valueOf(name, identity.headers());
      lines.add(new HeaderField(name, value == null ? "" : value));
      if (value == null) {
        remove(name);
      }
    }
  }

  private static @Nullable String valueOf(String name, List<HeaderField> fields) {
    for (HeaderField field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.value();
      }
    }
    return null;
  }

  /** Proxies are configured for the very headers of the configuration, and for no cookie. */
  private boolean strip(HeaderEdit edit) {
    for (String name : verifier.spec().tokenHeaders()) {
      if (name.equalsIgnoreCase(edit.line().name()) && edit.replacement() == null) {
        if (valueOf(name, lines) == null) {
          lines.add(new HeaderField(name, ""));
          remove(name);
        }
        return true;
      }
    }
    return false;
  }

  private void remove(String name) {
    removed.append(removed.isEmpty() ? "" : ",").append(name);
  }

  private Answer answer() {
    if (!removed.isEmpty()) {
      lines.add(new HeaderField(ENVOY_REMOVES, removed.toString()));
    }
    return new Answer(200, lines, "");
  }
}
