package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkAccessTest {
  @Test
  void anAddressThatIsNoneIsRefusedAtOnce() {
    for (String address :
        List.of(
            "host",
            "host:",
            "host:x",
            "http://",
            "a b:8081",
            "",
            "-h:80",
            "h-:80",
            "a..b:80",
            ".a:80",
            "localhost:0",
            "localhost:65536",
            "localhost:99999",
            "ftp://localhost:80",
            "[::1]:8081",
            "a".repeat(64) + ":80")) {
      assertThatThrownBy(() -> FlinkAccess.of(address, null))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("Cannot use flinkMaster: " + address + " (allowed: ");
    }
  }

  @Test
  void aHostMayBeginAsASchemeDoes() {
    assertThat(FlinkAccess.of("httpd:8081", null).address()).isEqualTo("http://httpd:8081");
    assertThat(FlinkAccess.of("https:8081", null).address()).isEqualTo("http://https:8081");
    assertThat(FlinkAccess.of("http://httpd:8081/", null).address()).isEqualTo("http://httpd:8081");
    assertThat(FlinkAccess.of("http://10.0.0.1:8081/", null).hostAndPort())
        .isEqualTo("10.0.0.1:8081");
  }

  @Test
  void aHostWithAnUnderscoreIsReached(@TempDir Path folder) throws Exception {
    Path hosts = folder.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 localhost flink_jobmanager\n");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = "{\"flink-version\":\"1.20.9\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      Process process =
          new ProcessBuilder(
                  System.getProperty("java.home") + "/bin/java",
                  "-Djdk.net.hosts.file=" + hosts,
                  "-cp",
                  System.getProperty("java.class.path"),
                  AskForVersion.class.getName(),
                  "flink_jobmanager:" + server.getAddress().getPort())
              .start();
      assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("1.20.9");
    } finally {
      server.stop(0);
    }
  }

  /** The hosts that a process knows are given when it starts. */
  static final class AskForVersion {
    public static void main(String[] arguments) throws IOException, InterruptedException {
      System.out.print(new FlinkRest(FlinkAccess.of(arguments[0], null)).version());
    }
  }

  @Test
  void aNameThatNoKeyCanHaveIsRefused() {
    assertThatThrownBy(() -> FlinkAccess.of("https://flink_jobmanager:8081", null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "flinkMaster: https://flink_jobmanager:8081 (allowed over TLS: a name");
  }

  /** Jobs are sent by Flink's own client, which goes by the configuration. */
  @Test
  void aSchemeThatTheConfigurationDoesNotHaveIsRefused(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> FlinkAccess.of("https://host:443", null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot use flinkMaster: https://host:443 with security.ssl.rest.enabled: false"
                + " (allowed: what the configuration says");
    Files.writeString(folder.resolve("flink-conf.yaml"), "security.ssl.rest.enabled: true\n");
    assertThatThrownBy(() -> FlinkAccess.of("http://host:8081", folder.toString()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot use flinkMaster: http://host:8081 with security.ssl.rest.enabled: true");
  }

  @Test
  void keysThatCannotBeReadAreNamedWithTheirDirectory(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("flink-conf.yaml"),
        "security.ssl.rest.enabled: true\nsecurity.ssl.rest.truststore: /none\n"
            + "security.ssl.rest.truststore-password: x\n");
    assertThatThrownBy(() -> FlinkAccess.of("localhost:8081", folder.toString()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read the keys that flinkConfDir names: " + folder + " (");
  }
}
