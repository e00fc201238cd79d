package dev.gatehouse.edge;

import dev.gatehouse.errors.Fault;

/**
 * Why a connection's octets are read no further.
 *
 * @param detail a sentence for the client
 * @param begun whether the request it is about has been passed on, so that only its body is at
 *     fault
 * @param headRequest whether that request is a {@code HEAD}, whose answer has no body
 */
record Violation(Fault fault, String detail, boolean begun, boolean headRequest) {}
