package dev.gatehouse.config;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What users of other gateways type, and what Gatehouse calls it. */
final class ForeignNames {

  /** The table that ships with Gatehouse. */
  static final ForeignNames SHIPPED = load();

  private final List<Foreign> all;

  private ForeignNames(List<Foreign> all) {
    this.all = all;
  }

  /**
   * What one thing is called elsewhere.
   *
   * @param place where the names are looked for; {@code *}: anywhere
   * @param ours our key
   * @param note what else to know; empty: nothing
   * @param names the foreign names, in their normal spelling
   */
  private record Foreign(String place, String ours, String note, List<String> names) {}

  private static ForeignNames load() {
    try (var in = requireNonNull(ForeignNames.class.getResourceAsStream("foreign-names.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new ForeignNames(
          text.lines().filter(line -> !line.startsWith("#")).map(ForeignNames::foreign).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Gatehouse calls the key; null where nobody is known to call anything so. */
  UnknownKeys.@Nullable Suggestion suggestion(String place, String key) {
    String normal = Names.normal(key);
    for (Foreign foreign : all) {
      boolean here = foreign.place().equals("*") || foreign.place().equals(place);
      if (here && foreign.names().contains(normal)) {
        String note = foreign.note().isEmpty() ? "" : " (" + foreign.note() + ")";
        return new UnknownKeys.Suggestion(
            "Gatehouse calls it '" + relative(foreign.ours(), place) + "'" + note, foreign.ours());
      }
    }
    String outside = place.equals(Place.ROOT.pattern()) ? outside(key) : null;
    return outside == null ? null : new UnknownKeys.Suggestion(outside, null);
  }

  /** Our key without the part that the reader stands in anyway. */
  private static String relative(String ours, String place) {
    for (String entity :
        List.of("gatehouse.providers.<name>", "gatehouse.policies.<name>", "gatehouse.routes[]")) {
      if (ours.startsWith(entity) && place.startsWith(entity)) {
        return ours.substring(entity.length() + 1);
      }
    }
    return ours;
  }

  /** Spring Boot's own keys, which stand beside ours and not below. */
  private static @Nullable String outside(String key) {
    return switch (Names.normal(key)) {
      case "server", "spring", "logging", "management" ->
          "'" + key + ":' is Spring Boot's: put it beside 'gatehouse:', not below it";
      case "port", "listen", "listeners", "entrypoints", "address", "bind" ->
          "write 'server: { port: 8080 }' beside 'gatehouse:'";
      case "ssl", "certificates" -> "write 'server: { ssl: ... }' beside 'gatehouse:'";
      case "loglevel", "log" -> "write 'logging: ...' beside 'gatehouse:'";
      default -> null;
    };
  }

  private static Foreign foreign(String line) {
    List<String> parts = List.of(line.split(" \\| ", 4));
    List<String> names = List.of(parts.get(3).split(" ", 0));
    return new Foreign(
        parts.get(0), parts.get(1), parts.get(2), names.stream().map(Names::normal).toList());
  }
}
