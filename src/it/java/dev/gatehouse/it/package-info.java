/**
 * Whole processes: the packaged jar, driven over real sockets against real upstreams, issuers and
 * identity providers. Nothing here looks inside the product.
 */
@org.jspecify.annotations.NullMarked
package dev.gatehouse.it;
