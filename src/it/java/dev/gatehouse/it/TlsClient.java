package dev.gatehouse.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A client that trusts an authority and may have a certificate. */
final class TlsClient {

  private final SSLContext context;

  private TlsClient(SSLContext context) {
    this.context = context;
  }

  /**
   * Makes one.
   *
   * @param key its certificate and key; null: it has none
   */
  static TlsClient trusting(TestAuthority authority, @Nullable KeyStore key)
      throws GeneralSecurityException, IOException {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authority.trust());
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(key, TestAuthority.PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(key == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
    return new TlsClient(context);
  }

  /**
   * Opens a connection and shakes hands.
   *
   * @param name the server's name; empty: none is said
   * @param protocols what it offers to speak
   */
  SSLSocket connect(int port, String name, String... protocols) throws IOException {
    SSLSocket socket = reach(port, name);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** Opens a connection of TLS 1.2 and shakes hands. */
  SSLSocket connectByTls12(int port) throws IOException {
    SSLSocket socket = reach(port, "localhost");
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    socket.startHandshake();
    return socket;
  }

  private SSLSocket reach(int port, String name) throws IOException {
    var raw = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    String said = name.isEmpty() ? null : name;
    var socket = (SSLSocket) context.getSocketFactory().createSocket(raw, said, port, true);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Whose certificate a server of this name shows. */
  String subject(int port, String name) throws IOException {
    try (SSLSocket socket = connect(port, name)) {
      var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }

  /** Sends one request and reads its answer. */
  Response exchange(int port, Request request) throws IOException {
    try (var wire = Wire.over(connect(port, "localhost"))) {
      return wire.write(request.bytes()).read(request.method());
    }
  }
}
