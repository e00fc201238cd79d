package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * What no compiler checks: a file over 300 lines, or a method over 40, is two things. The lines of
 * a text block are not counted: a configuration in a test is one thing, however long.
 */
class SourceTest {

  private static final int FILE_LINES = 300;
  private static final int METHOD_LINES = 40;
  private static final List<Path> ROOTS =
      Stream.of("src/main/java", "src/it/java", "src/test/java")
          .map(Path::of)
          .filter(Files::isDirectory)
          .toList();

  @Test
  void noFileIsLong() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources()) {
      int lines = Files.readAllLines(file).size();
      if (lines > FILE_LINES) {
        tooLong.add(file + ": " + lines + " lines");
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void noMethodIsLong() throws IOException {
    var javac = ToolProvider.getSystemJavaCompiler();
    try (var files = javac.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              javac.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources()));
      var scanner = new LongMethods(Trees.instance(task).getSourcePositions());
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit, null);
      }
      assertThat(scanner.found).isEmpty();
    }
  }

  @Test
  void everyPublicTypeAndMethodOfTheProductSaysWhatItIs() throws IOException {
    var javac = ToolProvider.getSystemJavaCompiler();
    try (var files = javac.getStandardFileManager(null, null, null)) {
      List<Path> product = sources().stream().filter(file -> file.startsWith("src/main")).toList();
      var task =
          (JavacTask)
              javac.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(product));
      var scanner = new Undocumented(Trees.instance(task));
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit, null);
      }
      assertThat(scanner.found).isEmpty();
    }
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path root : ROOTS) {
      try (var tree = Files.walk(root)) {
        tree.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
      }
    }
    return sources;
  }

  private static final class LongMethods extends TreePathScanner<Void, Void> {

    private final SourcePositions positions;
    private final List<String> found = new ArrayList<>();

    LongMethods(SourcePositions positions) {
      this.positions = positions;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      if (method.getBody() != null) {
        measure(method.getBody(), method.getName().toString());
      }
      return super.visitMethod(method, null);
    }

    @Override
    public Void visitLambdaExpression(LambdaExpressionTree lambda, Void nothing) {
      measure(lambda, "a lambda");
      return super.visitLambdaExpression(lambda, null);
    }

    private void measure(Tree tree, String name) {
      CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
      var texts = new TextLines(unit);
      texts.scan(tree, null);
      long lines = lines(unit, tree) - texts.count;
      if (lines > METHOD_LINES) {
        String file = Path.of(unit.getSourceFile().toUri()).getFileName().toString();
        found.add(file + ": " + name + ": " + lines + " lines");
      }
    }

    private long lines(CompilationUnitTree unit, Tree tree) {
      long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
      long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
      return last - first + 1;
    }

    /** The lines of literals beyond the first of each. */
    private final class TextLines extends TreeScanner<Void, Void> {

      private final CompilationUnitTree unit;
      private long count;

      TextLines(CompilationUnitTree unit) {
        this.unit = unit;
      }

      @Override
      public Void visitLiteral(LiteralTree literal, Void nothing) {
        count += lines(unit, literal) - 1;
        return null;
      }
    }
  }

  private static final class Undocumented extends TreePathScanner<Void, Void> {

    private final Trees trees;
    private final List<String> found = new ArrayList<>();

    Undocumented(Trees trees) {
      this.trees = trees;
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      if (isPublic(type.getModifiers().toString())) {
        check(type.getSimpleName().toString());
        return super.visitClass(type, null);
      }
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      String modifiers = method.getModifiers().toString();
      boolean entry = method.getName().contentEquals("main");
      if (isPublic(modifiers)
          && !modifiers.contains("@Override")
          && !entry
          && !isConstructor(method)) {
        check(method.getName().toString());
      }
      return null;
    }

    private static boolean isConstructor(MethodTree method) {
      return method.getReturnType() == null;
    }

    private static boolean isPublic(String modifiers) {
      return modifiers.contains("public ") || modifiers.endsWith("public");
    }

    private void check(String name) {
      if (trees.getDocComment(getCurrentPath()) == null) {
        String uri = getCurrentPath().getCompilationUnit().getSourceFile().toUri().toString();
        found.add(uri.substring(uri.lastIndexOf('/') + 1) + ": " + name);
      }
    }
  }
}
