import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Makes the keys and tokens of the load comparison, by the JDK alone: {@code java Tokens.java
 * FOLDER rs256=20000 es256=20000}. What is there already is kept, and lengthened where it is too
 * short.
 */
final class Tokens {

  static final String ISSUER = "https://issuer.bench.example";
  static final String AUDIENCE = "bench-api";
  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final int REFUSED = 2_000;
  private static final int ROTATIONS = 60;
  private static final int CHUNK = 10_000;

  private Tokens() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Key rsa = Key.of(folder, "rs256");
    Key ec = Key.of(folder, "es256");
    Files.writeString(folder.resolve("jwks.json"), jwks(rsa, ec));
    for (String wanted : Arrays.copyOfRange(arguments, 1, arguments.length)) {
      String name = wanted.substring(0, wanted.indexOf('='));
      int count = Integer.parseInt(wanted.substring(wanted.indexOf('=') + 1));
      Key key = name.startsWith("es256") ? ec : rsa;
      lengthen(folder.resolve(name + ".txt"), count, i -> token(key, name, i, LIFETIME));
    }
    lengthen(folder.resolve("expired.txt"), REFUSED, i -> expired(rsa, i));
    lengthen(folder.resolve("tampered.txt"), REFUSED, i -> tampered(rsa, i));
    lengthen(folder.resolve("issuer.txt"), 1, i -> claiming(rsa, ISSUER, "https://other.example"));
    lengthen(folder.resolve("audience.txt"), 1, i -> claiming(rsa, AUDIENCE, "other-api"));
    rotations(folder, rsa, ec);
  }

  private static String token(Key key, String series, int number, Duration lifetime) {
    return key.sign(key.input(claims("user-" + series + "-" + number, lifetime)));
  }

  private static String expired(Key key, int number) {
    return token(key, "expired", number, LIFETIME.negated());
  }

  /** A token that says this in another's place. */
  private static String claiming(Key key, String instead, String says) {
    return key.sign(key.input(claims("user", LIFETIME).replace(instead, says)));
  }

  /** A token whose signature is another's: well-formed, and of the right length. */
  private static String tampered(Key key, int number) {
    String signed = token(key, "tampered", number, LIFETIME);
    String input = key.input(claims("root-" + number, LIFETIME));
    return input + signed.substring(signed.lastIndexOf('.'));
  }

  private static String claims(String subject, Duration lifetime) {
    long now = Instant.now().getEpochSecond();
    long issued = lifetime.isNegative() ? now + 2 * lifetime.toSeconds() : now;
    return """
    {"iss":"%s","aud":"%s","sub":"%s","iat":%d,"exp":%d,"azp":"web","scope":"openid profile \
    email orders.read","email":"%3$s@bench.example","realm_access":{"roles":["user","buyer"]}}\
    """
        .formatted(ISSUER, AUDIENCE, subject, issued, now + lifetime.toSeconds());
  }

  private static String jwks(Key... keys) {
    return "{\"keys\":[" + String.join(",", Arrays.stream(keys).map(Key::jwk).toList()) + "]}";
  }

  /** Sets of keys to come, each with one key more than the first, and a token under that key. */
  private static void rotations(Path folder, Key rsa, Key ec) throws IOException {
    Path rotations = Files.createDirectories(folder.resolve("rotations"));
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < ROTATIONS; i++) {
      Key next = Key.of(rotations, "es256-" + i);
      Files.writeString(rotations.resolve(i + ".json"), jwks(rsa, ec, next));
      tokens.add(token(next, "rotated", i, LIFETIME));
    }
    Files.write(rotations.resolve("tokens.txt"), tokens);
  }

  private static void lengthen(Path file, int count, IntFunction<String> token) throws IOException {
    int present = 0;
    if (Files.exists(file)) {
      try (var lines = Files.lines(file, US_ASCII)) {
        present = (int) lines.count();
      }
    }
    for (int from = present; from < count; from += CHUNK) {
      List<String> chunk =
          IntStream.range(from, Math.min(count, from + CHUNK)).parallel().mapToObj(token).toList();
      Files.write(file, chunk, US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  /** A key of the issuer. */
  private record Key(String kid, String alg, KeyPair pair) {

    /** The key that was kept under this name, else a new one. */
    static Key of(Path folder, String name) {
      boolean rsa = name.startsWith("rs256");
      String family = rsa ? "RSA" : "EC";
      Path secret = folder.resolve(name + ".key");
      Path open = folder.resolve(name + ".pem");
      try {
        if (!Files.exists(secret)) {
          KeyPair pair = generate(family);
          Files.write(secret, pair.getPrivate().getEncoded());
          Files.writeString(open, pem(pair.getPublic().getEncoded()));
        }
        KeyFactory factory = KeyFactory.getInstance(family);
        var pair =
            new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(unwrapped(open))),
                factory.generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(secret))));
        return new Key(name, rsa ? "RS256" : "ES256", pair);
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private static KeyPair generate(String family) throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
      if (family.equals("RSA")) {
        generator.initialize(2048);
      } else {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair();
    }

    private static String pem(byte[] spki) {
      String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki);
      return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }

    private static byte[] unwrapped(Path pem) throws IOException {
      List<String> lines = Files.readAllLines(pem);
      return Base64.getDecoder().decode(String.join("", lines.subList(1, lines.size() - 1)));
    }

    String input(String claims) {
      String header = "{\"alg\":\"" + alg + "\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}";
      return base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
    }

    String sign(String input) {
      try {
        boolean rsa = alg.equals("RS256");
        var signature =
            Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
        signature.initSign(pair.getPrivate());
        signature.update(input.getBytes(US_ASCII));
        return input + "." + base64(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    String jwk() {
      String common = "\"kid\":\"" + kid + "\",\"use\":\"sig\",\"alg\":\"" + alg + "\"";
      if (pair.getPublic() instanceof RSAPublicKey key) {
        String n = unsigned(key.getModulus(), 256);
        String e = unsigned(key.getPublicExponent(), 3);
        return "{\"kty\":\"RSA\"," + common + ",\"n\":\"" + n + "\",\"e\":\"" + e + "\"}";
      }
      var point = ((ECPublicKey) pair.getPublic()).getW();
      String x = unsigned(point.getAffineX(), 32);
      String y = unsigned(point.getAffineY(), 32);
      return "{\"kty\":\"EC\",\"crv\":\"P-256\","
          + common
          + ",\"x\":\""
          + x
          + "\",\"y\":\""
          + y
          + "\"}";
    }

    private static String unsigned(BigInteger number, int octets) {
      byte[] signed = number.toByteArray();
      byte[] unsigned = new byte[octets];
      int length = Math.min(signed.length, octets);
      System.arraycopy(signed, signed.length - length, unsigned, octets - length, length);
      return base64(unsigned);
    }

    private static String base64(byte[] octets) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
  }
}
