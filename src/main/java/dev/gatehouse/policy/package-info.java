/**
 * The decision: providers, policies, the gatekeeper that judges a request by them, and the snapshot
 * of a whole configuration. No web framework and no proxy is known here.
 */
@NullMarked
package dev.gatehouse.policy;

import org.jspecify.annotations.NullMarked;
