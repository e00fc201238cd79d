package dev.gatehouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A token in the making: every member of its header and payload is JSON text, written as it is. */
final class TestToken {

  private final TestKey key;
  private final Map<String, String> header = new LinkedHashMap<>();
  private final Map<String, String> claims = new LinkedHashMap<>();

  private TestToken(TestKey key) {
    this.key = key;
  }

  /** A token of an hour, with the key's {@code alg} and {@code kid}. */
  static TestToken by(TestKey key) {
    return new TestToken(key)
        .header("alg", quoted(key.alg()))
        .header("typ", "\"JWT\"")
        .header("kid", quoted(key.kid()))
        .expiresIn(Duration.ofHours(1));
  }

  TestToken issuer(String issuer) {
    return claim("iss", quoted(issuer));
  }

  TestToken audience(String audience) {
    return claim("aud", quoted(audience));
  }

  TestToken subject(String subject) {
    return claim("sub", quoted(subject));
  }

  TestToken expiresIn(Duration time) {
    return claim("exp", Long.toString(Instant.now().plus(time).getEpochSecond()));
  }

  TestToken algorithm(String alg) {
    return header("alg", quoted(alg));
  }

  TestToken claim(String name, String json) {
    claims.put(name, json);
    return this;
  }

  TestToken header(String name, String json) {
    header.put(name, json);
    return this;
  }

  TestToken withoutHeader(String name) {
    header.remove(name);
    return this;
  }

  TestToken withoutClaim(String name) {
    claims.remove(name);
    return this;
  }

  /** Signed as the header's {@code alg} says. */
  String compact() {
    String alg = header.get("alg");
    return signedAs(alg.substring(1, alg.length() - 1));
  }

  /** Signed by this algorithm, whatever the header says. */
  String signedAs(String algorithm) {
    String input = signingInput();
    return SentTokens.register(input + "." + base64(key.sign(algorithm, input.getBytes(UTF_8))));
  }

  /** With these octets for a signature. */
  String withSignature(byte[] signature) {
    return SentTokens.register(signingInput() + "." + base64(signature));
  }

  /** With an HMAC under this secret for a signature. */
  String macUnder(byte[] secret) {
    String input = signingInput();
    byte[] mac = TestKey.mac("HS256", secret, input.getBytes(UTF_8));
    return SentTokens.register(input + "." + base64(mac));
  }

  String signingInput() {
    return base64(object(header)) + "." + base64(object(claims));
  }

  static String quoted(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }

  static String base64(String text) {
    return base64(text.getBytes(UTF_8));
  }

  static String base64(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  private static String object(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> quoted(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
