package dev.gatehouse.keys;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads PEM public keys and certificates, one or several (RFC 7468). A certificate is a container
 * of its key: whoever put it here vouches for it, so its dates and its issuer say nothing.
 */
record PemReader(KeyForge forge) {

  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  /** The keys of the text's blocks; what stands between them is ignored. */
  KeyDocument read(String text) {
    List<VerificationKey> usable = new ArrayList<>();
    List<SkippedKey> skipped = new ArrayList<>();
    int block = 0;
    for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + BEGIN.length())) {
      block++;
      switch (block(text, at + BEGIN.length())) {
        case KeyForge.Result.Usable(var key) -> usable.add(key);
        case KeyForge.Result.Defective(var reason) ->
            skipped.add(new SkippedKey("PEM block " + block, reason));
      }
    }
    return KeySetParser.outcome(usable, skipped, "neither JSON nor PEM");
  }

  private KeyForge.Result block(String text, int at) {
    int labelEnd = text.indexOf(DASHES, at);
    if (labelEnd < 0) {
      return new KeyForge.Result.Defective("its first line does not end in -----");
    }
    String label = text.substring(at, labelEnd);
    int end = text.indexOf("-----END " + label + DASHES, labelEnd);
    if (end < 0) {
      return new KeyForge.Result.Defective("its END line is missing");
    }
    byte[] content;
    try {
      content = Base64.getDecoder().decode(withoutBlanks(text, labelEnd + DASHES.length(), end));
    } catch (IllegalArgumentException e) {
      return new KeyForge.Result.Defective("its content is not base64");
    }
    return switch (label) {
      case "PUBLIC KEY" -> publicKey(content);
      case "CERTIFICATE", "X509 CERTIFICATE" -> certificate(content);
      default ->
          new KeyForge.Result.Defective(
              label.endsWith("PRIVATE KEY")
                  ? "it is a private key, which does not belong here: give its public key"
                  : "PUBLIC KEY or CERTIFICATE is needed, not " + Printable.text(label));
    };
  }

  private static String withoutBlanks(String text, int from, int to) {
    var content = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      if (text.charAt(i) > ' ') {
        content.append(text.charAt(i));
      }
    }
    return content.toString();
  }

  private KeyForge.Result publicKey(byte[] content) {
    String algorithm = Spki.algorithm(content);
    if (algorithm == null) {
      return new KeyForge.Result.Defective("it is not a public key of a supported type");
    }
    try {
      var key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(content));
      return forge.publicKey(null, null, key);
    } catch (GeneralSecurityException e) {
      return new KeyForge.Result.Defective("it is not a valid " + algorithm + " key");
    }
  }

  private KeyForge.Result certificate(byte[] content) {
    try {
      var certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(content));
      return forge.publicKey(null, null, certificate.getPublicKey());
    } catch (GeneralSecurityException e) {
      return new KeyForge.Result.Defective("it is not a valid certificate");
    }
  }
}
