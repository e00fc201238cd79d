package dev.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gatehouse.keys.KeySetEvents;
import dev.gatehouse.keys.KeySetParser;
import dev.gatehouse.keys.KeySets;
import dev.gatehouse.keys.Signatures;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.policy.Policy;
import dev.gatehouse.token.TestFacts;
import dev.gatehouse.token.TestTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;

/** Every example of docs/rules.md is decided as the page says. */
class CookbookTest {

  private static final Pattern EXAMPLE =
      Pattern.compile("\n### ([^\n]+)\n.*?```yaml\n(.*?)```\n(.*?)(?=\n### |\\z)", Pattern.DOTALL);
  private static final Pattern ROW =
      Pattern.compile("^\\| (`\\{.*?\\}`|none) \\| `(\\S+) (\\S+)`(.*?) \\| (\\w+) \\|$");
  private static final Pattern CIRCUMSTANCE =
      Pattern.compile(" (?:from (\\S+)|at (\\S+)|with (\\S+): (\\S+))");
  private static final ECKey KEY = key();

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final KeySetParser parser = new KeySetParser();
  private final SnapshotCompiler compiler =
      new SnapshotCompiler(
          new KeySets(parser, now::get, time, time, new Random(1)),
          Signatures.JDK,
          name -> KeySetEvents.none(),
          new ClientTls(new DefaultSslBundleRegistry()),
          now::get);

  @TestFactory
  List<DynamicTest> decidesAsThePageSays() throws Exception {
    var tests = new ArrayList<DynamicTest>();
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("docs/rules.md")));
    while (example.find()) {
      String name = example.group(1);
      Snapshot snapshot = compile(example.group(2));
      for (String line : example.group(3).lines().filter(l -> l.startsWith("| ")).toList()) {
        if (!line.startsWith("| claims ")) {
          tests.add(DynamicTest.dynamicTest(name + line, () -> check(snapshot, line)));
        }
      }
    }
    return tests;
  }

  @Test
  void thereIsAnExampleOfEverythingPeopleAskFor() throws Exception {
    assertThat(EXAMPLE.matcher(Files.readString(Path.of("docs/rules.md"))).results().count())
        .isGreaterThanOrEqualTo(13);
  }

  private void check(Snapshot snapshot, String line) {
    Matcher row = ROW.matcher(line);
    assertThat(row.matches()).as(line).isTrue();
    String[] target = row.group(3).split("\\?", 2);
    now.set(Instant.parse("2026-01-30T12:00:00Z"));
    TestFacts facts =
        TestFacts.of(row.group(2), target[0]).query(target.length > 1 ? target[1] : null);
    Matcher circumstance = CIRCUMSTANCE.matcher(row.group(4));
    while (circumstance.find()) {
      if (circumstance.group(1) != null) {
        facts.from(circumstance.group(1));
      } else if (circumstance.group(2) != null) {
        now.set(Instant.parse(circumstance.group(2)));
      } else {
        facts.header(circumstance.group(3), circumstance.group(4));
      }
    }
    if (!row.group(1).equals("none")) {
      facts.header("Authorization", "Bearer " + token(row.group(1).replace("`", "")));
    }
    Policy policy = snapshot.policies().get("default");
    Decision decision = snapshot.gatekeeper().decide(facts, policy).block();
    assertThat(decision instanceof Decision.Denied denied ? denied.code() : "passes")
        .as(line)
        .isEqualTo(row.group(5));
  }

  private String token(String json) {
    TestTokens token =
        TestTokens.signedBy(KEY).at(now.get()).issuer("https://id.example.com").audience("api");
    Map<?, ?> claims = JsonMapper.shared().readValue(json, Map.class);
    claims.forEach((name, value) -> token.claim((String) name, value));
    return token.compact();
  }

  private Snapshot compile(String lines) {
    String keys = "jwks: { inline: '" + KEY.toPublicJWK().toJSONString() + "' }";
    String yaml =
        TestFiles.withPolicy(lines.stripTrailing().split("\n", -1))
            .replace("      audiences: [api]\n", "      audiences: [api]\n      " + keys + "\n")
            .replace("providers: [idp]", "providers: [idp, partner]")
            .replace(
                "  policies:",
                "    partner:\n      issuer: https://partner.example.com\n      audiences: [api]\n"
                    + "      "
                    + keys
                    + "\n  policies:");
    var loaded = TestFiles.load(yaml);
    assertThat(loaded.problems().hasErrors()).as(loaded.problems().render()).isFalse();
    return compiler.compile(loaded, null);
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
