package dev.gatehouse.keys;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import reactor.core.scheduler.Scheduler;

/** Makes key sets. Nothing is fetched, watched or timed before a set is started. */
public final class KeySets {

  private final KeySetParser parser;
  private final Background background;

  /**
   * What all sets share.
   *
   * @param timers for timers, and for requests that waited to go on; never blocked
   * @param workers for files and parsing; may block
   * @param random spreads refreshes; thread-safe, but need not be secure
   */
  public KeySets(
      KeySetParser parser,
      InstantSource clock,
      Scheduler timers,
      Scheduler workers,
      RandomGenerator random) {
    this.parser = parser;
    this.background = new Background(clock, timers, workers, random);
  }

  /** Keys that never change, such as inline ones. */
  public MonitoredKeySet fixed(Keys keys) {
    return new FixedKeySet(new KeySet.Lookup.Available(keys));
  }

  /**
   * The keys of a file, followed from its content as it was read.
   *
   * @param content what the file held; what it skips has been told of
   */
  public MonitoredKeySet file(Path file, KeyDocument.Usable content, KeySetEvents events) {
    return new FileKeySet(file, content, parser, events, background);
  }

  /** An issuer's keys, fetched over HTTP. */
  public MonitoredKeySet remote(RemoteKeySettings settings, KeySetEvents events) {
    return remote(settings, HttpKeySetFetcher.of(settings), events);
  }

  /** An issuer's keys, fetched by this fetcher. */
  public MonitoredKeySet remote(
      RemoteKeySettings settings, KeySetFetcher fetcher, KeySetEvents events) {
    var fetch = new RemoteFetch(fetcher, parser, settings.timeout(), background);
    return new RemoteKeySet(settings, fetch, events, background);
  }
}
