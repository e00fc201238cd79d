package dev.gatehouse.operations;

import dev.gatehouse.token.RememberedTokens;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operations ask the running gateway; answered from the configuration now in force. */
public interface OperatedGateway {

  /** The providers in the order of the configuration. */
  List<ProviderState> providers();

  /** The policies in the order of the configuration. */
  List<PolicyState> policies();

  /** The routes in the order they are asked. */
  List<RouteState> routes();

  /** What other proxies are served; null where they are not. */
  @Nullable VerifierState verifierState();

  /** How the memory of verified tokens is doing; not for an event loop. */
  RememberedTokens.Statistics remembered();

  /** By what the configuration is told from others, without its secrets. */
  String digest();

  /** Whose code verifies signatures, with its version. */
  String signatures();

  /** The version of Gatehouse. */
  String version();

  /** How long requests are taken after the signal to end. */
  Duration drainDelay();

  /** From now on every answer is the last of its connection. */
  void endConnections();

  /** Tells clients whose connections have no answer to say so that no further request is taken. */
  void endRequests();
}
