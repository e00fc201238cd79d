package dev.gatehouse.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy of a cluster and what it is attached to.
 *
 * @param name the policy's name
 * @param targets what it is about
 * @param authentication whose tokens it asks for; null: it says nothing about that
 * @param open whether it asks for no token where a policy above does
 * @param unsayable whether it holds something that might refuse somebody and cannot be carried over
 * @param notes what is to be said about it
 */
record Attached(
    String name,
    List<Target> targets,
    @Nullable Authentication authentication,
    boolean open,
    Conditions conditions,
    boolean unsayable,
    Notes notes) {

  Attached {
    targets = List.copyOf(targets);
  }

  /**
   * What a policy is attached to.
   *
   * @param section a listener of the gateway, a rule of the route; null: all of it
   */
  record Target(String kind, String namespace, String name, @Nullable String section) {}

  /**
   * Who is asked for a token.
   *
   * @param mode as Gatehouse calls it
   * @param providers the names they have in what is written
   */
  record Authentication(String mode, List<String> providers) {
    Authentication {
      providers = List.copyOf(providers);
    }
  }
}
