/**
 * Connections to upstreams by HTTP/1.1, and one exchange after the other on them: opened by Reactor
 * Netty, read and written by Netty's codec, kept where they are used again.
 *
 * <p>Here lives nothing that knows of routes, tokens or clients, nor what an upstream's failure is
 * called in an answer.
 */
@NullMarked
package dev.gatehouse.upstream;

import org.jspecify.annotations.NullMarked;
