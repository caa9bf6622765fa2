package dev.rondo.pipelines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.JsonFile;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * A Flink cluster's REST interface, as far as a driver asks it. Every answer comes soon or fails.
 */
final class FlinkRest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final String master;

  /**
   * @param access address, and keys if the cluster asks for them
   */
  FlinkRest(FlinkAccess access) {
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
    if (access.keys() != null) {
      builder.sslContext(access.keys());
    }
    this.client = builder.build();
    this.master = access.address();
  }

  /** The address. */
  String master() {
    return master;
  }

  /**
   * The version of Flink that answers there.
   *
   * @throws InvalidInputException if nothing answers, or something that is not Flink
   */
  String version() throws InterruptedException {
    String version;
    try {
      version = read("/config").path("flink-version").asText("");
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot reach Flink at flinkMaster: "
              + master
              + " ("
              + reason(e)
              + "; allowed: [local], or host:port of a running cluster)",
          e);
    }
    if (version.isEmpty()) {
      throw new InvalidInputException(
          "Cannot use flinkMaster: "
              + master
              + ": what answers there is not Flink (allowed: [local], or host:port of a cluster)");
    }
    return version;
  }

  /** What went wrong with a request, in few words. */
  static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName().replace("ConnectException", "no connection")
        : message.lines().findFirst().orElse(message);
  }

  /** What the interface answers at a path. */
  JsonNode read(String path) throws IOException, InterruptedException {
    return send(path, HttpRequest.newBuilder(URI.create(master + path)).GET());
  }

  /** Cancels a job; done at once, while the job ends a little later. */
  void cancel(String jobId) throws IOException, InterruptedException {
    String path = "/jobs/" + jobId + "?mode=cancel";
    send(
        path,
        HttpRequest.newBuilder(URI.create(master + path))
            .method("PATCH", HttpRequest.BodyPublishers.noBody()));
  }

  private JsonNode send(String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          "Flink at " + master + path + " answered with status " + response.statusCode());
    }
    try {
      return JsonFile.tree(response.body());
    } catch (JsonProcessingException e) {
      throw new IOException("no JSON came from " + master + path, e);
    }
  }
}
