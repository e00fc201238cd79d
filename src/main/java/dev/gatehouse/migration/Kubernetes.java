package dev.gatehouse.migration;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a cluster that the files hold, found by what they are and how they are called.
 *
 * <p>Not thread-safe: one import.
 */
final class Kubernetes {

  private static final String SPACE = "default";

  private final List<Resource> all = new ArrayList<>();

  /** An object. */
  record Resource(String kind, String namespace, String name, Item item) {

    /** What the object asks for; an empty mapping has no keys to read, so that is none. */
    @Nullable Item spec() {
      return item.item("spec");
    }

    boolean is(String otherKind, String otherNamespace, String otherName) {
      return kind.equals(otherKind) && namespace.equals(otherNamespace) && name.equals(otherName);
    }
  }

  /** Adds a document; false where it is no object of a cluster. */
  boolean add(Item document) {
    String kind = document.rawText("kind");
    if (kind == null || !document.has("apiVersion")) {
      return false;
    }
    document.skip("apiVersion", "metadata", "status");
    if (kind.equals("List")) {
      document.items("items").forEach(this::add);
      return true;
    }
    Item metadata = document.item("metadata");
    String name = metadata == null ? null : metadata.rawText("name");
    String namespace = metadata == null ? null : metadata.rawText("namespace");
    if (metadata != null) {
      metadata.skip(metadata.keys().toArray(String[]::new));
    }
    all.add(
        new Resource(
            kind, namespace == null ? SPACE : namespace, name == null ? "" : name, document));
    return true;
  }

  /** All objects of a kind, in the order of the files. */
  List<Resource> all(String kind) {
    return all.stream().filter(resource -> resource.kind().equals(kind)).toList();
  }

  /** An object; null where the files do not hold it, or hold it twice. */
  @Nullable Resource find(String kind, String namespace, String name) {
    List<Resource> found =
        all.stream().filter(resource -> resource.is(kind, namespace, name)).toList();
    return found.size() == 1 ? found.getFirst() : null;
  }

  /** The kinds of all objects. */
  List<String> kinds() {
    return all.stream().map(Resource::kind).distinct().toList();
  }

  /** The namespace that a reference names, else that of the object it stands in. */
  static String namespace(Item reference, String own) {
    String named = reference.rawText("namespace");
    return named == null ? own : named;
  }

  /**
   * Where a reference to a backend leads; null where that is not in these files.
   *
   * @param own the namespace of the object that the reference stands in
   */
  @Nullable String origin(Item reference, String own) {
    String kind = reference.rawText("kind");
    String name = reference.rawText("name");
    String port = reference.rawText("port");
    String namespace = namespace(reference, own);
    reference.skip("group", "weight");
    if (name == null) {
      return null;
    }
    if (kind == null || kind.equals("Service")) {
      return isHost(name) && isHost(namespace) && isPort(port)
          ? url("443".equals(port) || hasTls(name, namespace), name + "." + namespace, port)
          : null;
    }
    Resource backend = find(kind, namespace, name);
    Item spec = backend == null ? null : backend.spec();
    return spec == null ? null : fixed(spec, port);
  }

  /** A policy of the Gateway API that asks for TLS towards this service. */
  private boolean hasTls(String service, String namespace) {
    for (Resource policy : all("BackendTLSPolicy")) {
      Item spec = policy.spec();
      boolean names =
          spec != null
              && policy.namespace().equals(namespace)
              && spec.items("targetRefs").stream()
                  .anyMatch(target -> service.equals(target.rawText("name")));
      if (names) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String fixed(Item backend, @Nullable String port) {
    Item fixed = backend.item("static");
    if (fixed == null) {
      return null;
    }
    List<Item> hosts = fixed.items("hosts");
    Item place = hosts.isEmpty() ? fixed : hosts.getFirst();
    String host = place.rawText("host");
    String own = place.rawText("port");
    String used = own == null ? port : own;
    Item policies = backend.item("policies");
    boolean tls = "443".equals(used) || (policies != null && policies.has("tls"));
    return host != null && isHost(host) && isPort(used) ? url(tls, host, used) : null;
  }

  private static String url(boolean tls, String host, @Nullable String port) {
    boolean usual = port != null && port.equals(tls ? "443" : "80");
    return (tls ? "https://" : "http://") + host + (usual ? "" : ":" + port);
  }

  static boolean isHost(String text) {
    return !text.isEmpty()
        && text.length() <= 253
        && text.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '.');
  }

  static boolean isPort(@Nullable String text) {
    return text != null
        && !text.isEmpty()
        && text.length() <= 5
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && Integer.parseInt(text) >= 1
        && Integer.parseInt(text) <= 65_535;
  }
}
