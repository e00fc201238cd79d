package dev.gatehouse;

import dev.gatehouse.config.ConfigurationFile.Loaded;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Snapshot;
import dev.gatehouse.config.SnapshotCompiler;
import dev.gatehouse.proxy.RouteCompiler;
import dev.gatehouse.proxy.RouteTable;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration means, ready to be served.
 *
 * @param problems its warnings
 */
record Compiled(Snapshot snapshot, RouteTable routes, Problems problems) {

  /**
   * Compiles a file. Everything that is wrong with it is added to its problems, that of its routes
   * too where something else is wrong already.
   *
   * @param previous the snapshot in force, of which the new one takes over what did not change;
   *     null: there is none
   * @return null where it must not be served
   */
  static @Nullable Compiled of(
      Loaded loaded,
      @Nullable Snapshot previous,
      SnapshotCompiler snapshots,
      RouteCompiler routes) {
    Problems problems = loaded.problems();
    if (previous == null) {
      snapshots.checkSignatures(loaded);
    }
    snapshots.checkBundles(loaded);
    Snapshot snapshot = problems.hasErrors() ? null : snapshots.compile(loaded, previous);
    if (snapshot == null) {
      Snapshot draft = loaded.draft();
      if (draft != null) {
        routes.compile(draft, problems);
      }
      return null;
    }
    RouteTable table = routes.compile(snapshot, problems);
    return problems.hasErrors() ? null : new Compiled(snapshot, table, problems);
  }
}
