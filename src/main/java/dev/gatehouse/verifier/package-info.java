/**
 * The door for other proxies: reads which request they ask about, has the gatekeeper decide, and
 * tells them what to do. Nothing is proxied here, and who may pass is decided elsewhere.
 */
@NullMarked
package dev.gatehouse.verifier;

import org.jspecify.annotations.NullMarked;
