package dev.gatehouse.config;

/** TLS towards a route's upstream. */
record RouteTlsProperties(
    @Key(value = "A `spring.ssl.bundle`.", example = "corporate") String bundle) {}
