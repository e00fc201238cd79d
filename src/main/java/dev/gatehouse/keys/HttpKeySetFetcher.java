package dev.gatehouse.keys;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Gets a key set over HTTP. Where an issuer says where its keys are, it is asked every time: an
 * issuer that moves its keys is followed.
 */
record HttpKeySetFetcher(KeySource source, HttpDocuments documents) implements KeySetFetcher {

  static HttpKeySetFetcher of(RemoteKeySettings settings) {
    Origin configured =
        switch (settings.source()) {
          case KeySource.Url(var uri) -> Origin.of(uri);
          case KeySource.Issuer(var issuer) -> Origin.of(URI.create(issuer));
        };
    return new HttpKeySetFetcher(settings.source(), new HttpDocuments(settings, configured));
  }

  @Override
  public Mono<Fetched> fetch(@Nullable Validator held) {
    return switch (source) {
      case KeySource.Url(var uri) -> documents.get(uri, held);
      case KeySource.Issuer issuer ->
          documents.get(issuer.document(), null).flatMap(found -> discovered(issuer, found, held));
    };
  }

  private Mono<Fetched> discovered(
      KeySource.Issuer issuer, Fetched found, @Nullable Validator held) {
    return switch (found) {
      case Fetched.Document document ->
          switch (Discovery.read(issuer.issuer(), document.body())) {
            case Discovery.Found(var uri) -> documents.get(uri, held);
            case Discovery.Refused(var reason) -> failed(reason);
          };
      case Fetched.NotModified _ -> failed("not modified, though never asked before");
      case Fetched.Failed(var reason) -> failed(reason);
    };
  }

  private static Mono<Fetched> failed(String reason) {
    return Mono.just(new Fetched.Failed("discovery: " + reason));
  }
}
