package dev.gatehouse.keys;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import reactor.core.scheduler.Scheduler;

/**
 * What work behind the requests runs on.
 *
 * @param timers for timers, and for whoever waited to go on; must not be blocked
 * @param workers for files and for parsing; may be blocked
 */
record Background(
    InstantSource clock, Scheduler timers, Scheduler workers, RandomGenerator random) {}
