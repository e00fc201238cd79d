package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents point to is there. */
class DocsTest {

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
  private static final Pattern CODE = Pattern.compile("`([A-Z][A-Za-z0-9]+)(?:\\.([a-z]\\w+))?`");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(prose(page));
      while (link.find()) {
        if (!link.group(1).contains("://") && !leads(page, link.group(1))) {
          broken.add(page + ": " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void whatIsReadAtStartAloneIsToldAlike() throws IOException {
    for (Path page :
        List.of(
            Path.of("README.md"),
            Path.of("docs", "operations.md"),
            Path.of("helm", "gatehouse", "README.md"))) {
      assertThat(Files.readString(page).replaceAll("\\s+", " "))
          .as("%s", page)
          .contains("`signatures`, `forwardAuth.port` and `limits` other than `token`");
    }
  }

  @Test
  void everyPageIsReachedFromTheReadme() throws IOException {
    Set<Path> reached = new HashSet<>();
    List<Path> next = new ArrayList<>(List.of(Path.of("README.md")));
    while (!next.isEmpty()) {
      Path page = next.removeLast();
      if (reached.add(page) && Files.exists(page)) {
        Matcher link = LINK.matcher(prose(page));
        while (link.find()) {
          if (link.group(1).matches("[^#:]+\\.md(#.*)?")) {
            next.add(page.resolveSibling(link.group(1).replaceFirst("#.*", "")).normalize());
          }
        }
      }
    }
    assertThat(reached).containsAll(pages());
  }

  @Test
  void everyDefenceAndEveryAttackOfTheThreatModelIsThere() throws IOException {
    Map<String, Path> classes = new HashMap<>();
    for (Path root : List.of(Path.of("src/main"), Path.of("src/test"), Path.of("src/it"))) {
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(file -> classes.put(file.getFileName().toString(), file));
      }
    }
    List<String> gone = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("docs/threat-model.md"))) {
      // what attacks do stands in front, and is no name of ours
      int defence = line.startsWith("| ") ? line.indexOf(" | ") : 0;
      Matcher code = CODE.matcher(line.substring(defence));
      while (code.find()) {
        if (ours(code.group(1), code.group(2), defence > 0)
            && !isThere(classes.get(code.group(1) + ".java"), code.group(2))) {
          gone.add(code.group());
        }
      }
    }
    assertThat(gone).isEmpty();
  }

  private static boolean ours(String type, String method, boolean inTable) {
    return inTable || type.endsWith("IT") || type.endsWith("Test") || method != null;
  }

  private static boolean isThere(Path file, String method) throws IOException {
    return file != null
        && (method == null
            || Pattern.compile(" " + method + "\\(").matcher(Files.readString(file)).find());
  }

  private static boolean leads(Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    String name = hash < 0 ? link : link.substring(0, hash);
    Path target = name.isEmpty() ? page : page.resolveSibling(name).normalize();
    return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
  }

  /** As GitHub names headings. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    Matcher heading = HEADING.matcher(prose(page));
    while (heading.find()) {
      String name =
          heading
              .group(1)
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\w\\- ]", "")
              .replace(' ', '-');
      String numbered = name;
      for (int i = 1; !anchors.add(numbered); i++) {
        numbered = name + "-" + i;
      }
    }
    return anchors;
  }

  private static String prose(Path page) throws IOException {
    return FENCE.matcher(Files.readString(page)).replaceAll("");
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> root = Files.list(Path.of(""))) {
      root.forEach(pages::add);
    }
    for (String folder : List.of("docs", "helm", "bench")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        files.filter(file -> !file.toString().contains("target")).forEach(pages::add);
      }
    }
    return pages.stream().filter(page -> page.toString().endsWith(".md")).sorted().toList();
  }
}
