package dev.gatehouse.keys;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the documents that keys come in: a JWK set (RFC 7517, section 5), one JWK, or PEM public
 * keys and certificates (RFC 7468, sections 5 and 13). Single bad entries are skipped; a document
 * without one usable key is unusable.
 */
public final class KeySetParser {

  private final KeyForge forge;

  /** A parser whose keys verify with the platform's own cryptography. */
  public KeySetParser() {
    this(Signatures.JDK);
  }

  /** A parser whose keys verify with these signatures' code. */
  public KeySetParser(Signatures signatures) {
    this.forge = new KeyForge(signatures.provider());
  }

  /** Reads what an operator wrote or put into a file, in any of the forms. */
  public KeyDocument parse(String document) {
    return parse(document.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what an operator put into a file, in any of the forms, in UTF-8. */
  public KeyDocument parse(byte[] document) {
    return startsLikeJson(document)
        ? json(document, false)
        : new PemReader(forge).read(new String(document, StandardCharsets.ISO_8859_1));
  }

  /**
   * Reads what an issuer published: a JWK set and nothing else. Its symmetric keys are skipped, as
   * a secret that is published is none.
   */
  public KeyDocument parsePublished(byte[] document) {
    return json(document, true);
  }

  private static boolean startsLikeJson(byte[] document) {
    for (byte octet : document) {
      // the octets of a byte order mark are negative
      if (octet > ' ') {
        return octet == '{' || octet == '[' || octet == '"';
      }
    }
    return false;
  }

  private KeyDocument json(byte[] document, boolean published) {
    return switch (StrictJson.read(document)) {
      case StrictJson.Malformed at -> unusable("not JSON without duplicate members (" + at + ")");
      case StrictJson.Members object -> object(object, published);
      case StrictJson.Elements _ -> unusable("a JSON array, not a JWK set: {\"keys\": [...]}");
      case StrictJson.Text _, StrictJson.Other _ -> unusable("not a JSON object");
    };
  }

  private KeyDocument object(StrictJson.Members object, boolean published) {
    StrictJson keys = object.get("keys");
    if (keys instanceof StrictJson.Elements(var entries)) {
      return set(entries, published);
    }
    if (keys != null) {
      return unusable("not a JWK set: its member keys is not an array");
    }
    if (!published && object.get("kty") != null) {
      return set(List.of(object), false);
    }
    if (holdsCertificates(object)) {
      return unusable(
          "certificates by key id, not a JWK set: take the issuer's JWK set instead, or put the"
              + " certificates into a PEM file");
    }
    return unusable("not a JWK set: it has no member keys");
  }

  private static boolean holdsCertificates(StrictJson.Members object) {
    return object.members().values().stream()
        .anyMatch(
            member ->
                member instanceof StrictJson.Text(var text)
                    && text.startsWith("-----BEGIN CERTIFICATE-----"));
  }

  private KeyDocument set(List<StrictJson> entries, boolean published) {
    List<VerificationKey> usable = new ArrayList<>();
    List<SkippedKey> skipped = new ArrayList<>();
    var reader = new JwkReader(forge, published);
    for (int i = 0; i < entries.size(); i++) {
      switch (reader.read(entries.get(i))) {
        case KeyForge.Result.Usable(var key) -> usable.add(key);
        case KeyForge.Result.Defective(var reason) ->
            skipped.add(new SkippedKey(entry(i + 1, entries.get(i)), reason));
      }
    }
    return outcome(usable, skipped, "the JWK set is empty");
  }

  private static String entry(int place, StrictJson entry) {
    return entry instanceof StrictJson.Members jwk
            && jwk.get("kid") instanceof StrictJson.Text(var kid)
        ? "key " + place + " (kid " + Printable.text(kid) + ")"
        : "key " + place;
  }

  /** The document of these entries. */
  static KeyDocument outcome(
      List<VerificationKey> usable, List<SkippedKey> skipped, String reasonIfEmpty) {
    if (!usable.isEmpty()) {
      return new KeyDocument.Usable(new Keys(usable), skipped);
    }
    return new KeyDocument.Unusable(
        skipped.isEmpty() ? reasonIfEmpty : "no usable key: " + skipped.getFirst(), skipped);
  }

  private static KeyDocument unusable(String reason) {
    return new KeyDocument.Unusable(reason, List.of());
  }
}
