package dev.gatehouse;

import dev.gatehouse.config.Position;
import dev.gatehouse.policy.Decision;
import dev.gatehouse.token.Stage;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What {@code --explain} tells about a token. It holds no token, no key and no claim's value but
 * those the configuration names itself.
 *
 * @param policy where it stands, and what it says
 * @param providers the candidates in the order in which they are asked, then the others
 * @param identifiedBy the provider that admits; null where none does
 * @param admitted whether the request passes
 * @param denied what the hearing came to, or else the rules; null where they admit
 * @param decisive the step it came from, and the provider's; null where there is none
 * @param rules what was asked once it was known who asks
 */
record Explanation(
    PolicyLine policy,
    List<Asked> providers,
    @Nullable String identifiedBy,
    boolean admitted,
    Decision.@Nullable Denied denied,
    @Nullable Decisive decisive,
    ExplainedRules rules) {

  Explanation {
    providers = List.copyOf(providers);
  }

  /** The policy. */
  record PolicyLine(String name, String mode, boolean enforced, Position position) {}

  /**
   * A provider.
   *
   * @param candidate whether its keys and checks are asked at all
   */
  record Asked(String name, boolean candidate, List<Step> steps) {
    Asked {
      steps = List.copyOf(steps);
    }
  }

  /** How a step ended. */
  enum Verdict {
    HOLDS,
    REFUSED,
    UNDECIDED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One check.
   *
   * @param code of the refusal; null where it holds
   * @param reason what the check goes by
   * @param rule the key of the configuration that sets it
   * @param position where that key stands, or the one around it where it is left to its default
   */
  record Step(
      Stage stage,
      Verdict verdict,
      @Nullable String code,
      String reason,
      String rule,
      Position position) {

    String check() {
      return stage.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    boolean byDefault() {
      return !rule.equals(position.path());
    }
  }

  /** The step that the decision came from. */
  record Decisive(String provider, Step step) {}

  /** Tables and a verdict, for people. */
  String toText() {
    var text = new StringBuilder("policy " + policy.name() + ": " + policy.mode());
    text.append(policy.enforced() ? "" : ", in shadow mode");
    text.append(" (").append(policy.position().text()).append(")\n");
    for (Asked provider : providers) {
      text.append("\nprovider ").append(provider.name());
      text.append(provider.candidate() ? "\n" : ", no candidate\n");
      text.append(table(provider).render().indent(2));
    }
    return text.append(rules.toText()).append('\n').append(verdict()).toString();
  }

  private Table table(Asked provider) {
    var table = new Table("CHECK", "VERDICT", "REASON");
    for (Step step : provider.steps()) {
      table.add(step.check(), step.verdict().word(), step.reason());
    }
    if (provider.candidate() && identifiedBy != null && provider.steps().size() <= 2) {
      table.add("-", "not asked", identifiedBy + " admits");
    }
    return table;
  }

  private String verdict() {
    if (denied == null) {
      return "admitted: identified by provider " + identifiedBy + "\n";
    }
    String told = denied.status() + " " + denied.code() + " (" + denied.detail() + ")";
    String first =
        !admitted
            ? "refused: " + told
            : policy.enforced()
                ? "admitted as anonymous: mode " + policy.mode() + " lets pass what fails: " + told
                : shadowed(told);
    return first
        + "\n"
        + (decisive == null ? "" : cause(decisive))
        + (admitted && policy.enforced() ? "" : rules.causes());
  }

  /** In shadow mode it is either enforcement that lacks, or the mode that lets it pass anyway. */
  private String shadowed(String told) {
    if (identifiedBy != null) {
      return "admitted: identified by provider "
          + identifiedBy
          + ", in shadow mode; enforced, it would be refused: "
          + told;
    }
    return policy.mode().equals("Permissive")
        ? "admitted as anonymous, in shadow mode and without: " + told
        : "admitted as anonymous, in shadow mode; enforced, it would be refused: " + told;
  }

  private static String cause(Decisive decisive) {
    Step step = decisive.step();
    return "  check:  "
        + step.check()
        + ", provider "
        + decisive.provider()
        + "\n  reason: "
        + step.reason()
        + "\n  rule:   "
        + step.rule()
        + (step.byDefault() ? " (not in the file)" : "")
        + "\n  line:   "
        + step.position().text()
        + "\n";
  }

  /** One JSON object, for tools. */
  String toJson() {
    var out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("policy", policy.name());
      json.writeStringProperty("mode", policy.mode());
      json.writeBooleanProperty("enforce", policy.enforced());
      json.writeBooleanProperty("admitted", admitted);
      write(json, "identifiedBy", identifiedBy);
      json.writeName("refusal");
      writeRefusal(json);
      rules.write(json);
      json.writeArrayPropertyStart("providers");
      providers.forEach(provider -> write(json, provider));
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.append('\n').toString();
  }

  private void writeRefusal(JsonGenerator json) {
    if (denied == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeStringProperty("code", denied.code());
    json.writeNumberProperty("status", denied.status());
    json.writeStringProperty("detail", denied.detail());
    if (decisive != null) {
      json.writeStringProperty("provider", decisive.provider());
      json.writeStringProperty("check", decisive.step().check());
      write(json, decisive.step());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Asked provider) {
    json.writeStartObject();
    json.writeStringProperty("name", provider.name());
    json.writeBooleanProperty("candidate", provider.candidate());
    json.writeArrayPropertyStart("checks");
    for (Step step : provider.steps()) {
      json.writeStartObject();
      json.writeStringProperty("check", step.check());
      json.writeStringProperty("verdict", step.verdict().word());
      write(json, "code", step.code());
      write(json, step);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Step step) {
    json.writeStringProperty("reason", step.reason());
    json.writeStringProperty("rule", step.rule());
    json.writeStringProperty("file", step.position().file());
    json.writeNumberProperty("line", step.position().line());
    json.writeNumberProperty("column", step.position().column());
  }

  private static void write(JsonGenerator json, String name, @Nullable String value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, value);
    }
  }
}
