package dev.rondo.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads responses of one's own: JSON Lines with the fields {@code gold} and {@code response} (or
 * {@code pred}).
 */
final class LabelledResponses {
  private LabelledResponses() {}

  /** A reference answer and a response. */
  record Row(String gold, String response) {}

  /** The rows of a file, or of all files {@code *.jsonl} in a directory. */
  static List<Row> read(Path path) throws IOException {
    if (path.toString().isEmpty() || !Files.exists(path)) {
      throw new InvalidInputException(
          "Cannot read responses: " + path + " (allowed: a file, or a directory of *.jsonl)");
    }
    List<Row> rows = new ArrayList<>();
    if (Files.isRegularFile(path)) {
      read(path, rows);
    } else {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*.jsonl")) {
        for (Path file : files) {
          read(file, rows);
        }
      }
    }
    return rows;
  }

  private static void read(Path file, List<Row> rows) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank()) {
        JsonNode row = mapper.readTree(line);
        JsonNode response = row.has("response") ? row.get("response") : row.get("pred");
        rows.add(new Row(row.get("gold").asText(), response.asText()));
      }
    }
  }
}
