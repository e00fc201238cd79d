package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.errors.Fault;
import org.junit.jupiter.api.Test;
import reactor.netty.channel.AbortedException;

class FailuresTest {

  @Test
  void aClientThatHasGoneIsNoFaultOfOurs() {
    assertThat(Failures.fault(new AbortedException("Connection has been closed")))
        .isEqualTo(Fault.REQUEST_REJECTED);
  }
}
