package dev.gatehouse;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** The rooms and the arrows between them (docs/architecture.md). */
@AnalyzeClasses(packages = "dev.gatehouse", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  /** Every room, and the rooms it may know. */
  private static final Map<String, Set<String>> ROOMS = new LinkedHashMap<>();

  static {
    ROOMS.put("request", Set.of());
    ROOMS.put("keys", Set.of());
    ROOMS.put("token", Set.of("request", "keys"));
    ROOMS.put("identity", Set.of("request", "token"));
    ROOMS.put("rules", Set.of("request", "token"));
    ROOMS.put("policy", Set.of("request", "keys", "token", "identity", "rules"));
    ROOMS.put("errors", Set.of("request", "token", "policy"));
    ROOMS.put("edge", Set.of("request", "errors"));
    ROOMS.put(
        "config",
        Set.of("request", "keys", "token", "identity", "rules", "policy", "errors", "edge"));
    ROOMS.put("upstream", Set.of("edge", "config"));
    ROOMS.put(
        "proxy",
        Set.of(
            "request",
            "keys",
            "token",
            "identity",
            "policy",
            "errors",
            "edge",
            "config",
            "upstream"));
    ROOMS.put("verifier", Set.of("request", "token", "policy", "errors", "edge", "config"));
    ROOMS.put("migration", Set.of("request", "keys", "token", "rules", "edge", "config"));
    ROOMS.put("operations", Set.of("request", "keys", "token", "policy", "config"));
  }

  @ArchTest
  static void arrowsPointOneWay(JavaClasses all) {
    ROOMS.forEach(
        (room, known) ->
            classes()
                .that()
                .resideInAPackage(packageOf(room))
                .should()
                .onlyDependOnClassesThat(
                    not(resideInAPackage("dev.gatehouse.."))
                        .or(resideInAPackage(packageOf(room)))
                        .or(resideInAnyPackage(packagesOf(known))))
                .allowEmptyShould(true)
                .check(all));
  }

  @ArchTest
  static final ArchRule thereAreNoCycles =
      slices().matching("dev.gatehouse.(*)..").should().beFreeOfCycles();

  @ArchTest
  static void everyRoomIsOnThePlan(JavaClasses all) {
    Set<String> rooms =
        all.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith("dev.gatehouse."))
            .map(name -> name.substring("dev.gatehouse.".length()))
            .collect(Collectors.toSet());

    assertThat(ROOMS.keySet()).containsAll(rooms);
  }

  @ArchTest
  static final ArchRule onlyTheProxyKnowsSpringCloudGateway =
      noClasses()
          .that(not(resideInAPackage("dev.gatehouse.proxy..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework.cloud..");

  @ArchTest
  static final ArchRule onlyOperationsKnowTracing =
      noClasses()
          .that(not(resideInAPackage("dev.gatehouse.operations..")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.opentelemetry..", "io.micrometer.tracing..");

  @ArchTest
  static final ArchRule fewRoomsKnowSpringBoot =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.gatehouse",
              "dev.gatehouse.config..",
              "dev.gatehouse.operations..",
              "dev.gatehouse.proxy..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework.boot..");

  @ArchTest
  static final ArchRule theDecisionKnowsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage(
              packagesOf(
                  Set.of(
                      "request", "token", "keys", "identity", "rules", "policy", "errors", "edge")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework..");

  @ArchTest
  static final ArchRule onlyTheFetchersAndTheDoorsKnowTheNetwork =
      noClasses()
          .that()
          .resideInAnyPackage(
              packagesOf(Set.of("request", "token", "identity", "rules", "policy", "errors")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("reactor.netty..", "io.netty..");

  @ArchTest
  static final ArchRule onlyTheRulesKnowTheirLanguage =
      noClasses()
          .that(not(resideInAPackage("dev.gatehouse.rules..")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.cel..", "com.google.re2j..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule namesSayWhatThingsAre =
      noClasses()
          .that(areWrittenByHand())
          .should()
          .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Data)(\\$.*)?");

  @ArchTest
  static final ArchRule nothingMutableIsStatic =
      com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields()
          .that()
          .areStatic()
          .should()
          .beFinal();

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses all) {
    List<String> unmarked =
        all.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(room -> !room.isAnnotatedWith(NullMarked.class))
            .map(room -> room.getName())
            .toList();

    assertThat(unmarked).isEmpty();
  }

  private static DescribedPredicate<JavaClass> areWrittenByHand() {
    return DescribedPredicate.describe("are written by hand", type -> !type.isAnonymousClass());
  }

  private static String packageOf(String room) {
    return "dev.gatehouse." + room + "..";
  }

  private static String[] packagesOf(Set<String> rooms) {
    return rooms.stream().map(ArchitectureTest::packageOf).toArray(String[]::new);
  }
}
