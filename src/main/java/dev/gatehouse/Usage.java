package dev.gatehouse;

/** What {@code --help} prints. */
final class Usage {

  static final String TEXT =
      """
      Usage: java -jar gatehouse.jar [option] [--spring.boot.property=value ...]

        --gatehouse.config=FILE  run the gateway that FILE describes
                                 (without it: the environment's GATEHOUSE_CONFIG, else ./gatehouse.yaml)
        --demo                   run the demo that ships in the jar
        --check FILE [--json]    check FILE, print its routes and policies, start nothing; exit status 0 or 1
        --explain --policy NAME [--request 'METHOD URL' [--header 'NAME: VALUE' ...]]
                                 [--gatehouse.config=FILE] [--json]
                                 read a token from standard input and print what the policy makes of it,
                                 check by check; exit status 0 (admitted), 1 (refused) or 2 (can't be told)
        --import FILE...         print the configuration that means the same as what these files of kgateway,
                                 agentgateway, Envoy, Traefik or Spring say; exit status 0 (all of it),
                                 2 (some of it: see its comments) or 1 (nothing)
        --install DIR            unpack the jar to DIR, an empty folder or a new one, and make there what lets it
                                 start fast; started from there: java @DIR/jvm.options -jar DIR/gatehouse.jar
        --health[=URL]           ask a running gateway whether it is ready (without URL:
                                 http://127.0.0.1:8081/readyz); exit status 0 (it is) or 1
        --train                  serve requests of many kinds to itself and end: what the JVM is to learn for an
                                 AOT cache (--install does it)
        --help                   print this
        --version                print the version
      """;

  private Usage() {}
}
