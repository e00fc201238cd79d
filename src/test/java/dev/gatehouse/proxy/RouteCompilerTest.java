package dev.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.config.Problem;
import dev.gatehouse.config.Problems;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which routes start, and what is said of the others. */
class RouteCompilerTest {

  private static final String SPRING = "spring.cloud.gateway.server.webflux.";

  private static TestApplication application;

  @BeforeAll
  static void startApplication() {
    application = TestApplication.start();
  }

  @AfterAll
  static void stopApplication() {
    application.close();
  }

  private static List<Problem> problemsOf(
      String uri, List<String> predicates, List<String> filters) {
    return problemsOf(
        application,
        TestSnapshots.with().route(uri, TestSnapshots.POLICY, predicates, filters, Set.of()));
  }

  private static List<Problem> problemsOf(TestApplication application, TestSnapshots snapshot) {
    var problems = new Problems();
    application.compile(snapshot.snapshot(), problems);
    return problems.all();
  }

  @ParameterizedTest
  @CsvSource({
    "LocalResponseCache=1m",
    "LocalResponseCache",
    "TokenRelay=",
    "TokenRelay",
    "SaveSession",
    "CacheRequestBody=java.lang.String",
    "'AddRequestHeader=X-User-Id, admin'",
    "'AddRequestHeader=x_user_id, admin'",
    "'AddRequestHeader=X.User.ID, admin'",
    "'SetRequestHeader=X-Team, blue'",
    "'AddRequestHeadersIfNotPresent=X-Other:1,X-User-Id:admin'",
    "'MapRequestHeader=X-Client-User, X-User-Id'",
    "'MapRequestHeader=X-User-Id, X-Copy'",
    "RemoveRequestHeader=x-user-id",
    "RequestHeaderToRequestUri=X-Forward-To",
    "NoSuchFilter=1",
    "StripPrefix=one",
    "RequestSize=large",
    "RequestSize=0B"
  })
  void refusesFilter(String filter) {
    assertThat(problemsOf("http://orders:8080", List.of("Path=/a/**"), List.of(filter)))
        .extracting(Problem::path)
        .containsExactly("gatehouse.routes[0].filters[0]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "XForwardedRemoteAddr=10.0.0.0/8",
        "Header=X-User-Id, admin",
        "Header=x_team",
        "NoSuchPredicate=1",
        "Path",
        "Path=/a/{",
        "After=yesterday"
      })
  void refusesPredicate(String predicate) {
    assertThat(problemsOf("http://orders:8080", List.of("Path=/a/**", predicate), List.of()))
        .extracting(Problem::path)
        .containsExactly("gatehouse.routes[0].predicates[1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "forward:/local",
        "orders:8080",
        "lb://orders",
        "http://",
        "http://my_orders:8080",
        "http://orders:8080/api",
        "http://u:p@orders:8080",
        "http://orders?x=1",
        "not a uri"
      })
  void refusesUri(String uri) {
    assertThat(problemsOf(uri, List.of("Path=/a/**"), List.of()))
        .extracting(Problem::path)
        .containsExactly("gatehouse.routes[0].uri");
  }

  @Test
  void refusesARouteWithoutPredicates() {
    assertThat(problemsOf("http://orders:8080", List.of(), List.of()))
        .extracting(Problem::path)
        .containsExactly("gatehouse.routes[0].predicates");
  }

  @Test
  void tellsEveryProblemOfARoute() {
    assertThat(
            problemsOf("forward:/x", List.of("Nope=1", "Path=/a"), List.of("Nope", "TokenRelay")))
        .extracting(Problem::path)
        .containsExactlyInAnyOrder(
            "gatehouse.routes[0].uri",
            "gatehouse.routes[0].predicates[0]",
            "gatehouse.routes[0].filters[0]",
            "gatehouse.routes[0].filters[1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Path=/x-team/**",
        "Query=x-team",
        "Cookie=x-team, .*",
        "Host=x-team.example.com",
        "Header=X-Other"
      })
  void acceptsAnIdentityHeadersNameWhereItIsNoHeader(String predicate) {
    assertThat(problemsOf("http://orders:8080", List.of(predicate), List.of("StripPrefix=1")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host=Example.com", "Host=a.test,b.test.", "Host=a.test.:8080", "Method=GET,post"})
  void refusesAPredicateThatNoRequestSatisfies(String predicate) {
    assertThat(problemsOf("http://orders:8080", List.of(predicate), List.of()))
        .extracting(Problem::path)
        .containsExactly("gatehouse.routes[0].predicates[0]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host={Tenant}.example.com", "Host=**.a.test:8080", "Method=GET,PURGE"})
  void acceptsWhatSomeRequestSatisfies(String predicate) {
    assertThat(problemsOf("http://orders:8080", List.of(predicate), List.of())).isEmpty();
  }

  @Test
  void refusesForbiddenDefaultFiltersAndSpringRoutes() {
    try (var spring =
        TestApplication.start(
            SPRING + "default-filters[0]=AddRequestHeader=X-User-Id, admin",
            SPRING + "routes[0].id=a",
            SPRING + "routes[0].uri=forward:/x",
            SPRING + "routes[0].predicates[0]=Path=/a",
            SPRING + "routes[1].id=b",
            SPRING + "routes[1].uri=http://orders:8080",
            SPRING + "routes[1].predicates[0].name=Path",
            SPRING + "routes[1].predicates[0].args.pattern=/b",
            SPRING + "routes[1].filters[0].name=SetRequestHeader",
            SPRING + "routes[1].filters[0].args.name=X_User_Id",
            SPRING + "routes[1].filters[0].args.value=admin",
            SPRING + "routes[2].id=c",
            SPRING + "routes[2].uri=http://orders:8080",
            SPRING + "routes[2].predicates[0]=Path=/c",
            SPRING + "routes[2].metadata.policy=nope",
            SPRING + "routes[3].id=b",
            SPRING + "routes[3].uri=http://orders:8080",
            SPRING + "routes[3].predicates[0]=Path=/d",
            SPRING + "routes[3].metadata.policy=none",
            SPRING + "routes[4].id=r0",
            SPRING + "routes[4].uri=http://orders:8080",
            SPRING + "routes[4].predicates[0]=Path=/e",
            SPRING + "routes[4].metadata.cors.allowedOrigins=*",
            SPRING + "routes[4].metadata.response-timeout=-1")) {
      assertThat(problemsOf(spring, TestSnapshots.with().guarded("http://orders:8080", "Path=/a")))
          .extracting(Problem::path)
          .containsExactlyInAnyOrder(
              SPRING + "default-filters[0]",
              SPRING + "routes[0].uri",
              SPRING + "routes[1].filters[0]",
              SPRING + "routes[2].metadata.policy",
              SPRING + "routes[3].id",
              SPRING + "routes[4].id",
              SPRING + "routes[4].metadata.cors",
              SPRING + "routes[4].metadata.response-timeout");
    }
  }
}
