package dev.gatehouse;

import dev.gatehouse.proxy.ProxyDoor;
import dev.gatehouse.verifier.Verifier;
import dev.gatehouse.verifier.VerifierDoor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The main port's door: what is the verifier's is the verifier's, whatever the routes say. */
final class FrontDoor
    implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

  private final Supplier<@Nullable Verifier> verifier;
  private final VerifierDoor verifierDoor;
  private final ProxyDoor proxyDoor;

  /**
   * @param verifier the verifier on the main port now; gives null where there is none
   */
  FrontDoor(Supplier<@Nullable Verifier> verifier, VerifierDoor verifierDoor, ProxyDoor proxyDoor) {
    this.verifier = verifier;
    this.verifierDoor = verifierDoor;
    this.proxyDoor = proxyDoor;
  }

  @Override
  public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
    Verifier now = verifier.get();
    return now != null && now.owns(request.uri())
        ? verifierDoor.serve(now, request, response)
        : proxyDoor.apply(request, response);
  }
}
