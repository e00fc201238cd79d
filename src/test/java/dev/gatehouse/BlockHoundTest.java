package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class BlockHoundTest {
  @Test
  void blockHoundIsOn() {
    var error =
        Mono.fromCallable(
                () -> {
                  Thread.sleep(1);
                  return 1;
                })
            .subscribeOn(Schedulers.parallel())
            .materialize()
            .block()
            .getThrowable();
    assertThat(error).isInstanceOf(BlockingOperationError.class);
  }
}
