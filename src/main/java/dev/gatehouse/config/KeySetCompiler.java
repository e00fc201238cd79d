package dev.gatehouse.config;

import static java.util.Objects.requireNonNull;

import dev.gatehouse.keys.KeyDocument;
import dev.gatehouse.keys.KeySetEvents;
import dev.gatehouse.keys.KeySetParser;
import dev.gatehouse.keys.KeySets;
import dev.gatehouse.keys.KeySource;
import dev.gatehouse.keys.MonitoredKeySet;
import dev.gatehouse.keys.RemoteKeySettings;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a provider's key set. */
final class KeySetCompiler {

  private final KeySets keySets;
  private final KeySetParser parser;
  private final Function<String, KeySetEvents> events;
  private final ClientTls tls;

  KeySetCompiler(
      KeySets keySets, KeySetParser parser, Function<String, KeySetEvents> events, ClientTls tls) {
    this.keySets = keySets;
    this.parser = parser;
    this.events = events;
    this.tls = tls;
  }

  /** The key set; null where it has no usable key any more, which is then noted. */
  @Nullable MonitoredKeySet compile(
      String name, ProviderProperties provider, Path folder, Problems problems) {
    JwksProperties jwks = provider.jwks();
    String path = "gatehouse.providers." + name + ".jwks";
    if (jwks.inline() != null) {
      return switch (parser.parse(jwks.inline())) {
        case KeyDocument.Usable(var keys, _) -> keySets.fixed(keys);
        case KeyDocument.Unusable(var reason, _) -> unusable(path + ".inline", reason, problems);
      };
    }
    if (jwks.file() != null) {
      return file(name, folder.resolve(jwks.file()), path + ".file", problems);
    }
    return keySets.remote(settings(provider), events.apply(name));
  }

  private @Nullable MonitoredKeySet file(String name, Path file, String path, Problems problems) {
    try {
      return switch (parser.parse(Files.readAllBytes(file))) {
        case KeyDocument.Usable content -> keySets.file(file, content, events.apply(name));
        case KeyDocument.Unusable(var reason, _) -> unusable(path, reason, problems);
      };
    } catch (IOException e) {
      return unusable(path, "it cannot be read: " + e.getClass().getSimpleName(), problems);
    }
  }

  private static @Nullable MonitoredKeySet unusable(String path, String reason, Problems problems) {
    problems.error(path, "no usable key: " + reason, null);
    return null;
  }

  private RemoteKeySettings settings(ProviderProperties provider) {
    JwksProperties jwks = provider.jwks();
    KeySource source =
        jwks.url() != null
            ? new KeySource.Url(URI.create(jwks.url()))
            : new KeySource.Issuer(requireNonNull(provider.issuer()));
    return new RemoteKeySettings(
        source,
        jwks.cacheDuration(),
        jwks.refreshCooldown(),
        jwks.maxStale(),
        jwks.timeout(),
        jwks.headers(),
        jwks.proxy() == null ? null : URI.create(jwks.proxy()),
        jwks.sslBundle() == null ? null : http11(tls.of(jwks.sslBundle())));
  }

  private static Supplier<SslContext> http11(Supplier<ClientContexts> contexts) {
    return () -> contexts.get().http11();
  }
}
