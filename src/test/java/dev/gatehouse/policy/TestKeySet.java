package dev.gatehouse.policy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.keys.KeyDocument;
import dev.gatehouse.keys.KeySet;
import dev.gatehouse.keys.KeySetParser;
import dev.gatehouse.keys.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;

/** Keys whose state a test sets by hand; it tells what newer keys it was asked for. */
final class TestKeySet implements KeySet {

  private Lookup current;
  private @Nullable Lookup newer;
  final List<@Nullable String> askedFor = new ArrayList<>();

  private TestKeySet(Lookup current) {
    this.current = current;
  }

  static TestKeySet of(JWK... keys) {
    return new TestKeySet(new Lookup.Available(parsed(keys)));
  }

  static TestKeySet of(Keys keys) {
    return new TestKeySet(new Lookup.Available(keys));
  }

  static TestKeySet unavailable() {
    return new TestKeySet(new Lookup.Unavailable(Duration.ofSeconds(7)));
  }

  static Keys parsed(JWK... keys) {
    // symmetric keys keep their secret in an inline set, others show their public part
    var publicParts = new ArrayList<JWK>();
    for (JWK key : keys) {
      publicParts.add(key.toPublicJWK() == null ? key : key.toPublicJWK());
    }
    KeyDocument document = new KeySetParser().parse(new JWKSet(publicParts).toString(false));
    return ((KeyDocument.Usable) document).keys();
  }

  void replaceBy(JWK... keys) {
    current = new Lookup.Available(parsed(keys));
  }

  void becomeUnavailable() {
    current = new Lookup.Unavailable(Duration.ofSeconds(7));
  }

  /** What the next asker for newer keys gets. */
  void offer(Lookup lookup) {
    newer = lookup;
  }

  /** Makes askers wait until the sink is told. */
  Sinks.One<Lookup> makeWait() {
    Sinks.One<Lookup> sink = Sinks.one();
    current = new Lookup.Waiting(sink.asMono());
    return sink;
  }

  @Override
  public Lookup current() {
    return current;
  }

  @Override
  public Lookup newerThan(Keys seen, @Nullable String kid) {
    askedFor.add(kid);
    return newer == null ? new Lookup.Available(seen) : newer;
  }

  @Override
  public void start() {}

  @Override
  public void close() {}
}
