package dev.gatehouse.config;

import java.time.Duration;

/**
 * Connections to upstreams.
 *
 * @param connectTimeout the longest a connection may take to be made
 * @param responseTimeout the longest wait for the head of a response, where the route says nothing
 * @param connections the most connections to one upstream
 * @param pending the most requests that wait for one of them
 * @param idleTimeout the longest an unused connection is kept
 */
public record UpstreamLimits(
    @Key(
            value = "The longest a connection may take to be made.",
            byDefault = "2s",
            min = "1ms",
            max = "1h",
            example = "500ms")
        Duration connectTimeout,
    @Key(
            value = "The longest wait for the head of a response, where the route says nothing.",
            byDefault = "30s",
            min = "1ms",
            max = "24h",
            example = "1m")
        Duration responseTimeout,
    @Key(
            value =
                "The most connections to one upstream; gRPC and WebSockets have as many of "
                    + "their own.",
            byDefault = "500",
            min = "1",
            max = "1000000",
            example = "200")
        int connections,
    @Key(
            value =
                "The most requests that wait for a connection to one upstream; more "
                    + "are answered 503 at once.",
            byDefault = "1000",
            min = "0",
            max = "1000000",
            example = "0")
        int pending,
    @Key(
            value = "How long an unused connection is kept.",
            byDefault = "30s",
            min = "1ms",
            max = "24h",
            example = "10s")
        Duration idleTimeout) {}
