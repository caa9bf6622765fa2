package dev.rondo.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.schema.InvalidInputException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * A Flink cluster's REST interface, as far as a driver asks it. Every answer comes soon and whole
 * and is of a size that fits in memory, or the question fails.
 */
final class FlinkRest {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 16 << 20;

  private final HttpClient client;
  private final FlinkAccess access;
  private final Duration longest;

  /**
   * @param access address, and keys if the cluster asks for them
   */
  FlinkRest(FlinkAccess access) {
    this(client(access), access, LONGEST);
  }

  private FlinkRest(HttpClient client, FlinkAccess access, Duration longest) {
    this.client = client;
    this.access = access;
    this.longest = longest;
  }

  private static HttpClient client(FlinkAccess access) {
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(LONGEST);
    if (access.keys() != null) {
      builder.sslContext(access.keys());
    }
    return builder.build();
  }

  /** The same cluster, of which every answer must be there after this time. */
  FlinkRest within(Duration time) {
    return new FlinkRest(client, access, time);
  }

  /** What the cluster answered where it did not do what it was asked for. */
  static final class StatusException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    StatusException(String where, int status) {
      super("Flink at " + where + " answered with status " + status);
      this.status = status;
    }

    /** Whether there is nothing, or nothing any more, that it could be done to. */
    boolean isTooLate() {
      return status == 404 || status == 409;
    }

    private boolean isRefusal() {
      return status == 401 || status == 403;
    }

    /** Whether it cannot answer now, as a JobManager without a leader. */
    private boolean isTemporary() {
      return status >= 500;
    }
  }

  /** The address. */
  String master() {
    return access.address();
  }

  /**
   * The version of Flink that answers there.
   *
   * @throws InvalidInputException if there is no such host, or one that is not Flink or takes
   *     nothing from this driver
   * @throws IOException if nothing answers now, as of a JobManager that is being started
   */
  String version() throws IOException, InterruptedException {
    String version;
    try {
      version = read("/config").path("flink-version").asText("");
    } catch (IOException e) {
      String line =
          "Cannot reach Flink at flinkMaster: "
              + master()
              + " ("
              + reason(e)
              + "; allowed: [local], or host:port of a running cluster)";
      if (!mayAnswerLater(e)) {
        throw new InvalidInputException(line, e);
      }
      IOException later = new IOException(line);
      later.addSuppressed(e);
      throw later;
    }
    if (version.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use flinkMaster: "
              + master()
              + ": what answers there is not Flink (allowed: [local], or host:port of a cluster)");
    }
    return version;
  }

  /** Whether a JobManager that is being started may be what failed so, and not a wrong address. */
  private static boolean mayAnswerLater(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean isCutOff = cause.getCause() instanceof EOFException;
      if (cause instanceof StatusException status && !status.isTemporary()
          || cause instanceof ProtocolException // such as of SSH, or of TLS asked without it
          || cause instanceof JsonProcessingException
          || cause instanceof UnknownHostException
          || cause instanceof UnresolvedAddressException
          || cause instanceof SSLException && !isCutOff) {
        return false;
      }
    }
    return true;
  }

  /** What went wrong with a request, in few words. */
  static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName().replace("ConnectException", "no connection")
        : message.lines().findFirst().orElse(message);
  }

  /**
   * What the interface answers at a path.
   *
   * @throws StatusException if that is a refusal of another kind than that of a stranger
   * @throws InvalidInputException if this driver may not ask
   */
  JsonNode read(String path) throws IOException, InterruptedException {
    return send(path, HttpRequest.newBuilder(access.uri(path)).GET());
  }

  /**
   * Cancels a job; done at once, while the job ends a little later. As {@link #read}.
   *
   * @return false if it ended before
   */
  boolean cancel(String jobId) throws IOException, InterruptedException {
    String path = "/jobs/" + jobId + "?mode=cancel";
    try {
      send(
          path,
          HttpRequest.newBuilder(access.uri(path))
              .method("PATCH", HttpRequest.BodyPublishers.noBody()));
      return true;
    } catch (StatusException e) {
      if (e.isTooLate()) {
        return false;
      }
      throw e;
    }
  }

  private JsonNode send(String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response = answer(path, request.build());
    if (response.statusCode() / 100 != 2) {
      StatusException status = new StatusException(master() + path, response.statusCode());
      if (status.isRefusal()) {
        throw new InvalidInputException(
            "Cannot use flinkMaster: "
                + status.getMessage()
                + " (allowed: a cluster that takes jobs from this driver)",
            status);
      }
      throw status;
    }
    try {
      return JsonFile.tree(response.body());
    } catch (JsonProcessingException e) {
      throw new IOException("no JSON came from " + master() + path, e);
    }
  }

  /** The timeout of a request ends with the first line of its answer, so that it is not used. */
  private HttpResponse<byte[]> answer(String path, HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, head -> new LimitedBody(master() + path, MOST_BYTES));
    try {
      return answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new HttpTimeoutException(
          "no whole answer of " + master() + path + " within " + seconds(longest));
    } finally {
      answer.cancel(true);
    }
  }

  private static String seconds(Duration time) {
    return String.valueOf(time.toMillis() / 1000.0).replaceFirst("\\.0$", "") + " s";
  }
}
