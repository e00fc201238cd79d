package dev.gatehouse.proxy;

import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.request.RequestFacts;
import reactor.core.publisher.Mono;

/** Whoever decides: the gatekeeper. */
@FunctionalInterface
interface Decider {

  /** Decides on a request by a policy: one decision, never empty. */
  Mono<Decision> decide(RequestFacts facts, Policy policy);
}
