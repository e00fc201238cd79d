package dev.gatehouse.it;

/** One header line as it was on the wire: a character an octet (ISO 8859-1). */
public record Field(String name, String value) {}
