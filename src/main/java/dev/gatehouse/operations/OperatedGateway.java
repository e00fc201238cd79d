package dev.gatehouse.operations;

import java.time.Duration;
import java.util.List;

/** What operations ask the running gateway; answered from the configuration now in force. */
public interface OperatedGateway {

  /** The providers in the order of the configuration. */
  List<ProviderState> providers();

  /** How long requests are taken after the signal to end. */
  Duration drainDelay();
}
