package dev.gatehouse.verifier;

import dev.gatehouse.config.Snapshot;
import dev.gatehouse.config.VerifierSpec;
import dev.gatehouse.edge.AddressRanges;
import dev.gatehouse.edge.ClientAddress;
import dev.gatehouse.errors.ErrorRenderer;
import dev.gatehouse.policy.Gatekeeper;
import dev.gatehouse.request.HeaderNames;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration means to the verifier, ready to serve: a request that arrives under it is
 * answered by it. Immutable.
 */
public final class Verifier {

  private final VerifierSpec spec;
  private final Gatekeeper gatekeeper;
  private final HeaderNames identityHeaders;
  private final List<String> identityHeaderNames;
  private final AddressRanges trustedProxies;
  private final ClientAddress clients;
  private final ErrorRenderer errors;
  private final boolean logSubject;

  private Verifier(Snapshot snapshot, VerifierSpec spec) {
    this.spec = spec;
    this.gatekeeper = snapshot.gatekeeper();
    this.identityHeaders = snapshot.identityHeaders();
    this.identityHeaderNames = onceEach(snapshot.identityHeaderNames());
    this.trustedProxies = snapshot.trustedProxies();
    this.clients = new ClientAddress(spec.hops());
    this.errors = ErrorRenderer.verifier(snapshot.errorFormat());
    this.logSubject = snapshot.logSubject();
  }

  /** The verifier of this configuration; null where it has none. */
  public static @Nullable Verifier of(Snapshot snapshot) {
    VerifierSpec spec = snapshot.verifier();
    return spec == null ? null : new Verifier(snapshot, spec);
  }

  private static List<String> onceEach(List<String> names) {
    var once = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    once.addAll(names);
    return List.copyOf(once);
  }

  /** What it serves. */
  public VerifierSpec spec() {
    return spec;
  }

  /**
   * Whether a target is the verifier's path or below it, however it is encoded: on a port that it
   * shares, no route may have it.
   *
   * @param target in origin-form
   */
  public boolean owns(String target) {
    String path = spec.path();
    int at = 0;
    for (int i = 0; i < path.length(); i++) {
      if (at >= target.length()) {
        return false;
      }
      int octet = target.charAt(at) == '%' ? decoded(target, at) : target.charAt(at);
      at += target.charAt(at) == '%' ? 3 : 1;
      if (octet != path.charAt(i)) {
        return false;
      }
    }
    if (at >= target.length()) {
      return true;
    }
    int next = target.charAt(at) == '%' ? decoded(target, at) : target.charAt(at);
    return next == '/' || next == '?' || next == ';';
  }

  private static int decoded(String target, int percent) {
    if (percent + 2 >= target.length()) {
      return -1;
    }
    int high = Character.digit(target.charAt(percent + 1), 16);
    int low = Character.digit(target.charAt(percent + 2), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  Gatekeeper gatekeeper() {
    return gatekeeper;
  }

  HeaderNames identityHeaders() {
    return identityHeaders;
  }

  /** The same, each once and as it is spelled. */
  List<String> identityHeaderNames() {
    return identityHeaderNames;
  }

  AddressRanges trustedProxies() {
    return trustedProxies;
  }

  ClientAddress clients() {
    return clients;
  }

  ErrorRenderer errors() {
    return errors;
  }

  boolean logSubject() {
    return logSubject;
  }
}
