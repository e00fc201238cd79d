/**
 * The proxy door: the table of routes, the way of a request through Spring Cloud Gateway's filters,
 * and the exchange with the upstream. Who is admitted is asked of the gatekeeper; nothing is
 * decided here.
 */
@NullMarked
package dev.gatehouse.proxy;

import org.jspecify.annotations.NullMarked;
