package dev.rondo.pipelines;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** A JobManager's REST interface that answers what it is told to; there is no cluster behind it. */
final class FakeFlink implements AutoCloseable {
  /** By path, without the question mark and what follows it. */
  final Map<String, String> answers = new ConcurrentHashMap<>();

  /** By method and path, where it is not 200, or 404 without an answer. */
  final Map<String, Integer> statuses = new ConcurrentHashMap<>();

  /** Method and address of each, in order. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** Whether it takes questions and answers none. */
  volatile boolean isHanging;

  private final HttpServer server;

  FakeFlink() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          if (isHanging) {
            return;
          }
          String path = exchange.getRequestURI().getPath();
          String answer = answers.get(path);
          Integer status = statuses.get(exchange.getRequestMethod() + " " + path);
          byte[] bytes = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
          int usual = answer == null ? 404 : 200;
          exchange.sendResponseHeaders(status == null ? usual : status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  /** Host and port. */
  String master() {
    return "localhost:" + server.getAddress().getPort();
  }

  FlinkRest rest() {
    return new FlinkRest(FlinkAccess.of(master(), null));
  }

  /** Says that it has the version of Flink that this program is built for. */
  void isOfThisVersion() {
    answers.put("/config", "{\"flink-version\":\"" + EnvironmentInformation.getVersion() + "\"}");
  }

  /** Lists these jobs from now on, each as {@link #job} gives it. */
  void list(String... jobs) {
    answers.put("/jobs/overview", "{\"jobs\":[" + String.join(",", jobs) + "]}");
  }

  /** A job as the overview lists it; of several the one with the greatest id began last. */
  static String job(String id, Object name, String state) {
    return String.format(
        "{\"jid\":\"%s\",\"name\":\"%s\",\"state\":\"%s\",\"start-time\":%s,\"tasks\":{}}",
        id, name, state, id);
  }

  /** A job's failures, newest first, each as {@link #failure} gives it. */
  void failures(String jobId, String... entries) {
    answers.put(
        "/jobs/" + jobId + "/exceptions",
        "{\"exceptionHistory\":{\"entries\":[" + String.join(",", entries) + "]}}");
  }

  /** A task's failure. */
  static String failure(long timestamp, String task, String stackTrace) {
    return String.format(
        Locale.ROOT,
        "{\"timestamp\":%d,\"taskName\":\"%s\",\"stacktrace\":\"%s\"}",
        timestamp,
        task,
        stackTrace);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
