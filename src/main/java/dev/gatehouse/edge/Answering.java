package dev.gatehouse.edge;

import dev.gatehouse.request.RequestLog;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What all connections' answers have in common.
 *
 * @param settings what of it follows the configuration in force
 * @param requestIds names the requests that the edge answers
 * @param log is told of them
 * @param clock what time it is told
 */
record Answering(
    Supplier<EdgeSettings> settings, RequestIds requestIds, RequestLog log, InstantSource clock) {}
