import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats every Java file below a folder ({@code write}), or refuses the misformatted ones ({@code
 * check}).
 */
class Format {

  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    var formatter = new Formatter();
    var style = JavaFormatterOptions.Style.GOOGLE;
    List<Path> wrong = new ArrayList<>();
    List<Path> files;
    try (var tree = Files.walk(Path.of(args[1]))) {
      files = tree.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    for (Path file : files) {
      String before = Files.readString(file);
      String after =
          formatter.formatSource(
              ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(before), style));
      if (before.equals(after)) {
        continue;
      }
      if (write) {
        Files.writeString(file, after);
      } else {
        wrong.add(file);
      }
    }
    if (!wrong.isEmpty()) {
      wrong.forEach(file -> System.err.println("not formatted: " + file));
      System.err.println("Run ./mvnw process-sources -Dformat=write");
      System.exit(1);
    }
  }
}
