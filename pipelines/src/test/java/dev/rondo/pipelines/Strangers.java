package dev.rondo.pipelines;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** What somebody who has no key gets from a port of this machine. */
final class Strangers {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final char[] PASSWORD = "changeit".toCharArray();

  private Strangers() {}

  /** The answers to requests in the tongues of Flink's REST endpoint and blob server. */
  static List<String> answersInTheClear(int port) {
    byte[] put = {0}; // PUT of the blob protocol
    List<byte[]> requests =
        List.of(
            "GET /overview HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            "POST /v1/jobs HTTP/1.0\r\nContent-Length: 0\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII),
            put);
    List<String> answers = new ArrayList<>();
    for (byte[] request : requests) {
      try (Socket socket = connect(port)) {
        socket.getOutputStream().write(request);
        try (InputStream in = socket.getInputStream()) {
          byte[] answer = in.readNBytes(64);
          if (answer.length > 0) {
            answers.add(new String(answer, StandardCharsets.ISO_8859_1));
          }
        }
      } catch (IOException e) {
        // Refused, reset or silent: no answer.
      }
    }
    return answers;
  }

  /** Whether an answer says only that TLS is spoken here: an alert, or HTTP's redirection to it. */
  static boolean isRefusal(String answer) {
    return answer.startsWith("\u0015\u0003") || answer.startsWith("HTTP/1.1 301 ");
  }

  /** Whether a port accepts the caller by the end of the TLS handshake. */
  static boolean greets(int port, SSLContext caller) throws IOException {
    try (Socket socket = connect(port);
        SSLSocket secured =
            (SSLSocket) caller.getSocketFactory().createSocket(socket, "localhost", port, true)) {
      // Before version 1.3 the handshake ends with the other side's word about this side's key.
      secured.setEnabledProtocols(new String[] {"TLSv1.2"});
      secured.startHandshake();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /** Trusts whoever answers, and has no key. */
  static SSLContext withoutKey() throws Exception {
    return context(null);
  }

  /** Trusts whoever answers, and has a key of its own making. */
  static SSLContext withAnotherKey(Path folder) throws Exception {
    Path file = folder.resolve("stranger.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "cluster",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.out").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException(Files.readString(folder.resolve("keytool.out")));
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(file.toFile(), PASSWORD), PASSWORD);
    return context(keys.getKeyManagers());
  }

  private static SSLContext context(KeyManager[] keys) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new TrustAll()}, null);
    return context;
  }

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
