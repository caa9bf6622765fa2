package dev.rondo.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;

/** A Flink cluster's REST interface, as far as the round loop asks it. */
final class FlinkRest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 500;
  private static final Set<String> ENDED = Set.of("FINISHED", "FAILED", "CANCELED");

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final ObjectMapper json = new ObjectMapper();
  private final String master;

  /**
   * @param master host and port, with or without {@code http://}
   */
  FlinkRest(String master) {
    this.master = master.startsWith("http") ? master : "http://" + master;
  }

  /**
   * Waits until no job of this name runs: a driver that was killed leaves its job behind, which
   * goes on and commits what its successor would have made.
   *
   * @throws InvalidInputException if there is no cluster at the address
   */
  void awaitEnd(String jobName) throws IOException, InterruptedException {
    while (isRunning(jobName)) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  private boolean isRunning(String jobName) throws IOException, InterruptedException {
    for (JsonNode job : read("/jobs/overview").path("jobs")) {
      if (job.path("name").asText().equals(jobName)
          && !ENDED.contains(job.path("state").asText())) {
        return true;
      }
    }
    return false;
  }

  /** What the interface answers at a path. */
  JsonNode read(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(master + path)).timeout(TIMEOUT).build();
    try {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IOException(
            "Flink at " + master + path + " answered with status " + response.statusCode());
      }
      return json.readTree(response.body());
    } catch (ConnectException e) {
      throw new InvalidInputException(
          "Cannot reach Flink at flinkMaster: "
              + master
              + " (allowed: [local], or host:port of a running cluster)",
          e);
    }
  }
}
