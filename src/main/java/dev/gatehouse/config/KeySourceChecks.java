package dev.gatehouse.config;

import dev.gatehouse.keys.JwsAlgorithm;
import dev.gatehouse.keys.KeyDocument;
import dev.gatehouse.keys.KeySetParser;
import dev.gatehouse.keys.Keys;
import dev.gatehouse.keys.SkippedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks where keys come from, and that there are some. */
final class KeySourceChecks {

  private static final String URL_EXAMPLE =
      "such as https://id.example.com/realms/main/protocol/openid-connect/certs";

  private static final String DISCOVERY =
      "keys are found by discovery from it, unless 'jwks:' says where they are";

  private final GatehouseProperties properties;
  private final Path folder;
  private final Problems problems;

  KeySourceChecks(GatehouseProperties properties, Path folder, Problems problems) {
    this.properties = properties;
    this.folder = folder;
    this.problems = problems;
  }

  void check() {
    properties
        .providers()
        .forEach((name, provider) -> check("gatehouse.providers." + name, provider));
  }

  private void check(String path, ProviderProperties provider) {
    JwksProperties jwks = provider.jwks();
    String at = path + ".jwks";
    boolean unsure =
        Stream.of(".url", ".inline", ".file").anyMatch(key -> problems.hasErrorAt(at + key));
    long sources = Stream.of(jwks.url(), jwks.inline(), jwks.file()).filter(s -> s != null).count();
    if (sources > 1) {
      problems.error(
          at,
          "a provider has one key source, and this has " + sources,
          "keep one of 'url', 'inline' and 'file'");
    } else if (sources == 0 && !unsure) {
      checkDiscovery(path, provider.issuer());
    }
    if (jwks.url() != null) {
      checkUrl(at + ".url", jwks.url(), "the key URL", URL_EXAMPLE);
    }
    if (jwks.inline() != null) {
      checkDocument(at + ".inline", jwks.inline().getBytes(StandardCharsets.UTF_8), provider);
    }
    if (jwks.file() != null) {
      checkFile(at + ".file", jwks.file(), provider);
    }
    new RemoteKeyChecks(problems).check(at, jwks);
  }

  private void checkDiscovery(String path, @Nullable String issuer) {
    if (issuer != null) {
      checkUrl(path + ".issuer", issuer, "without a key source the issuer", DISCOVERY);
    } else if (!problems.hasErrorAt(path)) {
      problems.error(
          path,
          "there is neither a key source nor an issuer to ask for one",
          "add 'jwks: { url: ... }' (or 'inline', or 'file'), or 'issuer:' for discovery");
    }
  }

  private void checkUrl(String path, String text, String noun, String advice) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      problems.error(path, noun + " must be a URL: " + e.getReason(), advice);
      return;
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean web = scheme.equals("http") || scheme.equals("https");
    if (!web || uri.getHost() == null) {
      problems.error(path, noun + " must be a URL with http or https and a host", advice);
    } else if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      problems.error(path, noun + " must have neither credentials nor a fragment", "remove them");
    } else if (scheme.equals("http") && !isLoopback(uri.getHost())) {
      problems.warning(
          path,
          "the keys come by http: whoever is on the way can put his own in their place",
          "use https");
    }
  }

  private void checkFile(String path, String name, ProviderProperties provider) {
    try {
      Path file = folder.resolve(name);
      checkDocument(path, Files.readAllBytes(file), provider);
    } catch (IOException | InvalidPathException e) {
      problems.error(
          path,
          "the file '" + name + "' cannot be read: " + e.getClass().getSimpleName(),
          "its name is relative to the folder of the configuration file");
    }
  }

  private void checkDocument(String path, byte[] document, ProviderProperties provider) {
    switch (new KeySetParser().parse(document)) {
      case KeyDocument.Unusable(var reason, _) ->
          problems.error(
              path,
              "no usable key: " + reason,
              "give a JWK set, one JWK, or PEM public keys or certificates");
      case KeyDocument.Usable(var keys, var skipped) -> {
        for (SkippedKey key : skipped) {
          problems.warning(path, "skipped " + key, null);
        }
        checkFit(path, keys, provider);
      }
    }
  }

  private void checkFit(String path, Keys keys, ProviderProperties provider) {
    boolean fits =
        provider.algorithms().stream()
            .map(JwsAlgorithm::named)
            .anyMatch(algorithm -> algorithm != null && !keys.fitting(algorithm, null).isEmpty());
    if (!fits && !problems.hasErrorAt(path.substring(0, path.indexOf(".jwks")) + ".algorithms")) {
      String all =
          Arrays.stream(JwsAlgorithm.values())
              .filter(algorithm -> !keys.fitting(algorithm, null).isEmpty())
              .map(JwsAlgorithm::jwsName)
              .collect(Collectors.joining(", "));
      problems.error(
          path,
          "no usable key: none fits the provider's algorithms",
          "the keys fit " + all + ": list the one that is used in 'algorithms'");
    }
  }

  /** Whether the host can only be this machine; nothing is looked up. */
  private static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    String address = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    try {
      return InetAddress.ofLiteral(address).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
