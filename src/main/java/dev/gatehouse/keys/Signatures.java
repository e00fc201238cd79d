package dev.gatehouse.keys;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Whose code verifies signatures, chosen once at start: Amazon Corretto Crypto Provider, which is
 * native and several times as fast, or the Java platform. It is used for signatures alone and never
 * registered, so that TLS and all else stay the platform's.
 *
 * @param name what it is called, with its version
 * @param provider null: the platform's choice for each algorithm
 * @param reason why it is not the native one that was asked for; null: it is what was asked for
 */
public record Signatures(String name, @Nullable Provider provider, @Nullable String reason) {

  /** The Java platform's. */
  public static final Signatures JDK = ofPlatform(null);

  /**
   * Makes the choice. The native library is loaded and tests itself, which takes some tenths of a
   * second, where it is wanted; where it does not load, the answer is the platform's, with the
   * reason.
   */
  public static Signatures of(SignatureChoice choice) {
    return switch (choice) {
      case JDK -> JDK;
      case AUTO, NATIVE -> ofNative();
    };
  }

  private static Signatures ofNative() {
    try {
      var provider = AmazonCorrettoCryptoProvider.INSTANCE;
      Throwable failure = provider.getLoadingError();
      if (failure != null) {
        return ofPlatform(reason(failure));
      }
      provider.assertHealthy();
      return new Signatures(provider.getName() + " " + provider.getVersionStr(), provider, null);
    } catch (RuntimeException | LinkageError e) {
      return ofPlatform(reason(e));
    }
  }

  private static Signatures ofPlatform(@Nullable String reason) {
    return new Signatures("Java " + Runtime.version().feature(), null, reason);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Printable.text(root.toString());
  }
}
