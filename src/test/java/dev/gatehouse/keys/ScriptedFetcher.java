package dev.gatehouse.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A fetcher that answers when the test says so. */
final class ScriptedFetcher implements KeySetFetcher {

  private final List<Sinks.One<Fetched>> fetches = new ArrayList<>();
  private final List<Validator> held = new ArrayList<>();
  private final AtomicInteger cancelled = new AtomicInteger();

  @Override
  public synchronized Mono<Fetched> fetch(Validator validator) {
    Sinks.One<Fetched> answer = Sinks.one();
    fetches.add(answer);
    held.add(validator);
    return answer.asMono().doOnCancel(cancelled::incrementAndGet);
  }

  synchronized int count() {
    return fetches.size();
  }

  int cancelled() {
    return cancelled.get();
  }

  synchronized List<Validator> held() {
    return new ArrayList<>(held);
  }

  /** Answers the last fetch with the keys of these names. */
  void bring(String... kids) {
    answer(TestKeySets.document(kids));
  }

  void fail(String reason) {
    answer(new Fetched.Failed(reason));
  }

  synchronized void answer(Fetched fetched) {
    fetches.getLast().tryEmitValue(fetched);
  }

  synchronized void error(Throwable error) {
    fetches.getLast().tryEmitError(error);
  }
}
