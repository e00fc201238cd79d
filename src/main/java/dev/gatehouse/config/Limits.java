package dev.gatehouse.config;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * What a client may ask for.
 *
 * @param requestLine the longest request line
 * @param headers the largest request head
 * @param token the longest token
 * @param headersTimeout the longest a request's head may take
 * @param idleTimeout the longest a connection may be without a request, a body without an octet,
 *     and an answer without a client that takes of it
 * @param connections the most connections at a time
 */
public record Limits(
    @Key(
            value = "The longest request line; a longer one is answered 414.",
            byDefault = "20KB",
            min = "256B",
            max = "1MB",
            example = "8KB")
        DataSize requestLine,
    @Key(
            value =
                "All header lines of a request together; more, or more than 256 lines, are "
                    + "answered 431.",
            byDefault = "32KB",
            min = "1KB",
            max = "10MB",
            example = "16KB")
        DataSize headers,
    @Key(
            value = "The longest token; a longer one is malformed.",
            byDefault = "16KB",
            min = "256B",
            max = "1MB",
            example = "8KB")
        DataSize token,
    @Key(
            value = "The longest a request's head may take to arrive.",
            byDefault = "10s",
            min = "1ms",
            max = "1h",
            example = "5s")
        Duration headersTimeout,
    @Key(
            value =
                "The longest a connection may be without a request, the longest pause in a "
                    + "request's body, and the longest a client may take nothing of an answer "
                    + "that waits for it. An answer for which the upstream has not sent more, as "
                    + "a silent stream of events, waits for nobody.",
            byDefault = "60s",
            min = "1ms",
            max = "24h",
            example = "30s")
        Duration idleTimeout,
    @Key(
            value = "The most connections at a time; more are closed at once.",
            byDefault = "10000",
            min = "1",
            max = "10000000",
            example = "2000")
        int connections) {}
