package dev.gatehouse.operations;

import dev.gatehouse.keys.KeySetEvents;
import dev.gatehouse.keys.SkippedKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what becomes of a provider's keys: what changed, and the first failure of a row, as the
 * retries behind it would only repeat it.
 */
public final class KeySetLog implements KeySetEvents {

  private static final Logger LOG = LoggerFactory.getLogger("gatehouse.keys");

  private final Logger log;
  private final String provider;
  private volatile boolean failing;

  /** Logs for the provider of this name. */
  public KeySetLog(String provider) {
    this(provider, LOG);
  }

  KeySetLog(String provider, Logger log) {
    this.provider = provider;
    this.log = log;
  }

  @Override
  public void refreshed(int keys, boolean changed) {
    if (changed || failing) {
      log.info("Provider {}: keys in force: {}", provider, keys);
    }
    failing = false;
  }

  @Override
  public void failed(String reason) {
    if (failing) {
      log.debug("Provider {}: its keys still can't be had: {}", provider, reason);
    } else {
      log.warn("Provider {}: its keys can't be had: {}", provider, reason);
    }
    failing = true;
  }

  @Override
  public void skipped(SkippedKey key) {
    log.warn("Provider {}: skipped {}: {}", provider, key.entry(), key.reason());
  }
}
