package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that answer as no Flink does. */
@Timeout(60)
class FlinkRestTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\n";
  private ServerSocket server;

  /** What a server says to every question. */
  private interface Answer {
    void to(OutputStream out) throws IOException, InterruptedException;
  }

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void anAnswerThatStopsInTheMiddleOrComesInDropsIsGivenUp() throws Exception {
    FlinkRest stalling =
        asking(
            out -> {
              write(out, HEAD + "Content-Length: 100\r\n\r\n{");
              Thread.sleep(60_000);
            });
    assertGivenUp(stalling);
    FlinkRest dripping =
        asking(
            out -> {
              write(out, HEAD + "Content-Length: 100000\r\n\r\n");
              while (true) {
                write(out, " ");
                Thread.sleep(20);
              }
            });
    assertGivenUp(dripping);
    assertGivenUp(asking(out -> Thread.sleep(60_000)));
  }

  private static void assertGivenUp(FlinkRest rest) {
    assertThatThrownBy(() -> rest.read("/config"))
        .isInstanceOf(IOException.class)
        .hasMessage("no whole answer of " + rest.master() + "/config within 0.5 s");
    assertThatThrownBy(rest::version)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Cannot reach Flink at flinkMaster: " + rest.master());
  }

  @Test
  void anAnswerWithoutEndDoesNotFillTheMemory() throws Exception {
    byte[] many = new byte[1 << 20];
    FlinkRest endless =
        asking(
                out -> {
                  write(out, HEAD + "\r\n");
                  while (true) {
                    out.write(many);
                  }
                })
            .within(Duration.ofSeconds(30));
    assertThatThrownBy(() -> endless.read("/config"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("above 16777216 bytes");
  }

  @Test
  void aClusterThatTakesNothingFromThisDriverIsForAPerson() throws Exception {
    for (String status : new String[] {"401 Unauthorized", "403 Forbidden"}) {
      FlinkRest rest = answering(status);
      assertThatThrownBy(() -> rest.read("/jobs/overview"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(
              "flinkMaster: Flink at " + rest.master() + "/jobs/overview answered");
    }
  }

  /** A JobManager that is started again answers a little later; the driver is to be, too. */
  @Test
  void whatMayAnswerLaterIsToldFromWhatNeverWill() throws Exception {
    FlinkRest closed = asking(out -> {});
    close();
    assertLater(closed, "no connection");
    assertLater(asking(out -> {}), "received no bytes");
    assertLater(answering("503 Service Unavailable"), "status 503");
    for (String status : new String[] {"404 Not Found", "301 Moved Permanently"}) {
      assertNever(answering(status), "status " + status.substring(0, 3));
    }
    assertNever(asking(out -> write(out, HEAD + "Content-Length: 1\r\n\r\n<")), "no JSON");
    for (String other : new String[] {"SSH-2.0-OpenSSH_9.6\r\n", "\u0015\u0003\u0003\0\2\2F\r\n"}) {
      assertNever(asking(out -> write(out, other)), "Invalid status line");
    }
    for (String host : new String[] {"nowhere.invalid", "no_where.invalid"}) {
      assertNever(new FlinkRest(FlinkAccess.of(host + ":8081", null)), host);
    }
  }

  private static void assertLater(FlinkRest rest, String reason) {
    assertThatThrownBy(rest::version)
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessageContainingAll("Cannot reach Flink at flinkMaster: " + rest.master(), reason);
  }

  private static void assertNever(FlinkRest rest, String reason) {
    assertThatThrownBy(rest::version)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("Cannot reach Flink at flinkMaster: " + rest.master(), reason);
  }

  private FlinkRest answering(String status) throws IOException {
    return asking(out -> write(out, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"));
  }

  private FlinkRest asking(Answer answer) throws IOException {
    close();
    open();
    ServerSocket listening = server;
    Thread serving =
        new Thread(
            () -> {
              while (!listening.isClosed()) {
                try {
                  Socket socket = listening.accept();
                  Thread answering = new Thread(() -> answer(socket, answer));
                  answering.setDaemon(true);
                  answering.start();
                } catch (IOException e) {
                  return; // the test is over
                }
              }
            });
    serving.setDaemon(true);
    serving.start();
    return new FlinkRest(FlinkAccess.of("127.0.0.1:" + server.getLocalPort(), null))
        .within(Duration.ofMillis(500));
  }

  private static void answer(Socket socket, Answer answer) {
    try (socket) {
      byte[] question = new byte[1 << 16];
      if (socket.getInputStream().read(question) > 0) {
        answer.to(socket.getOutputStream());
      }
    } catch (IOException | InterruptedException e) {
      // The driver hung up.
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
