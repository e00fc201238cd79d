package dev.gatehouse.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Key set documents: one EC key for each {@code kid}, the same one each time. */
final class TestKeySets {

  private static final Map<String, ECKey> KEYS = new ConcurrentHashMap<>();

  private TestKeySets() {}

  static ECKey key(String kid) {
    return KEYS.computeIfAbsent(kid, TestKeySets::generate);
  }

  static String jwks(String... kids) {
    return Stream.of(kids)
        .map(kid -> key(kid).toPublicJWK().toJSONString())
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  static KeySetFetcher.Fetched document(String... kids) {
    return new KeySetFetcher.Fetched.Document(octets(jwks(kids)), null);
  }

  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ECKey generate(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
