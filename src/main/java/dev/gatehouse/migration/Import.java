package dev.gatehouse.migration;

import dev.gatehouse.config.Problems;
import dev.gatehouse.config.YamlDocuments;
import dev.gatehouse.config.YamlNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the configuration that means the same as files of other gateways.
 *
 * <p>What cannot be carried over never opens anything: the result admits nobody whom the other
 * gateway refuses.
 */
public final class Import {

  private static final int MOST_FILES = 100;

  private final Plan plan = new Plan();
  private final Kubernetes cluster = new Kubernetes();
  private final List<String> mistakes = new ArrayList<>();

  private Import() {}

  /**
   * A file to import.
   *
   * @param name the file's name, for what is said about it
   * @param text its content
   */
  public record Source(String name, String text) {}

  /**
   * What came of it.
   *
   * @param yaml the configuration; empty where nothing can be carried over
   * @param complete whether everything is carried over
   * @param mistakes what is wrong with the files, for the user; empty: nothing
   */
  public record Outcome(String yaml, boolean complete, String mistakes) {}

  /** Imports the files, which may refer to each other. */
  public static Outcome of(List<Source> sources) {
    return new Import().read(sources);
  }

  private Outcome read(List<Source> sources) {
    if (sources.size() > MOST_FILES) {
      return new Outcome("", false, "More than " + MOST_FILES + " files are not read at once.\n");
    }
    sources.forEach(this::read);
    if (mistakes.isEmpty()) {
      policies();
    }
    if (!mistakes.isEmpty()) {
      return new Outcome("", false, String.join("", mistakes));
    }
    if (!plan.usable()) {
      return new Outcome("", false, reasons(sources));
    }
    Block document = plan.document();
    var head = new Block(new Notes());
    head.notes()
        .remark("Imported from " + String.join(", ", sources.stream().map(Source::name).toList()));
    head.notes().addAll(plan.notes());
    head.entries().putAll(document.entries());
    return new Outcome(YamlWriter.write(head), !isLost(head), "");
  }

  private void read(Source source) {
    YamlDocuments file = YamlDocuments.read(source.name(), source.text());
    Problems problems = file.problems();
    if (problems.hasErrors()) {
      mistakes.add(problems.render());
      return;
    }
    if (source.text().contains("$\\{")) {
      mistakes.add(source.name() + ": Gatehouse reads '$\\{' as '${': write it otherwise\n");
      return;
    }
    for (YamlNode document : file.documents()) {
      if (document instanceof YamlNode.Mapping mapping) {
        document(Item.of(source.name(), mapping, plan.notes()));
      } else if (!(document instanceof YamlNode.Nothing)) {
        plan.notes().lost(source.name() + ": a document that is no mapping is left out");
      }
    }
  }

  private void document(Item document) {
    boolean known =
        cluster.add(document)
            || new SpringResourceServer(plan).read(document)
            || new Traefik(plan).readFile(document)
            || new Envoy(plan).read(document);
    if (!known) {
      plan.notes().lost(document.place() + ": nothing in it is known to be about tokens");
    }
  }

  private void policies() {
    var attached = new ArrayList<Attached>();
    attached.addAll(new KgatewayPolicies(cluster, plan).read());
    attached.addAll(new AgentgatewayPolicies(cluster, plan).read());
    if (!attached.isEmpty()) {
      new HttpRoutes(cluster, plan, new Verdicts(attached, plan)).write();
    }
    new Traefik(plan).readCluster(cluster);
    unknownKinds();
  }

  private void unknownKinds() {
    for (String kind : cluster.kinds()) {
      boolean known =
          switch (kind) {
            case "TrafficPolicy",
                "GatewayExtension",
                "AgentgatewayPolicy",
                "AgentgatewayBackend",
                "Backend",
                "BackendTLSPolicy",
                "HTTPRoute",
                "Gateway",
                "Service",
                "ConfigMap",
                "Namespace",
                "Deployment",
                "ServiceAccount",
                "ReferenceGrant",
                "Middleware",
                "IngressRoute" ->
                true;
            default -> false;
          };
      if (!known) {
        plan.notes().lost("objects of the kind " + kind + " are not read");
      }
    }
  }

  private String reasons(List<Source> sources) {
    var out = new StringBuilder("Nothing in these files can be carried over.\n");
    plan.notes()
        .all()
        .forEach(note -> out.append(YamlText.comment(note.text()).substring(2)).append('\n'));
    return sources.isEmpty() ? "No file is named.\n" : out.toString();
  }

  private static boolean isLost(Value value) {
    return switch (value) {
      case Block block ->
          block.notes().anyLost() || block.entries().values().stream().anyMatch(Import::isLost);
      case Value.Lines(var blocks) -> blocks.stream().anyMatch(Import::isLost);
      case Value.Blocks(var blocks) -> blocks.stream().anyMatch(Import::isLost);
      case Value.Text _, Value.Word _, Value.Texts _ -> false;
    };
  }
}
