// The trainer's counters as they lie beside the weights: trainer/state.json.
package dev.rondo.trainer.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.metrics.MetricsPosition;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where training stands when a policy or checkpoint is committed. Written in format version 2, or
 * in 3 where adapters were trained: then the exact weights are those of the base with the adapters
 * merged in. Adapters of version 2 have them beside them, too.
 *
 * @param phase what trained it last: {@code warm-start}, {@code supervised} or {@code train}
 * @param round round of the policy, 0 for supervised training
 * @param updates updates done in this round or supervised training
 * @param optimizerSteps steps that the committed moments have seen; 0 if none are committed
 * @param criticSteps steps that the committed critic has seen; 0 if none is committed
 * @param skippedUpdates updates of the run so far that changed nothing, because a number in them
 *     was not finite
 * @param schedulePosition next position of the learning-rate schedule, for readers: training counts
 *     its rounds and updates itself
 * @param parents role to manifest digest of what went in, such as {@code policy} and {@code
 *     rollouts}
 */
public record TrainerState(
    String phase,
    int round,
    int updates,
    long optimizerSteps,
    long criticSteps,
    int skippedUpdates,
    int schedulePosition,
    SortedMap<String, String> parents) {

  /** Path of the state in a policy directory. */
  public static final String PATH = "trainer/state.json";

  /** Path of the moments in a policy directory; absent if {@code optimizerSteps} is 0. */
  public static final String MOMENTS_PATH = "trainer/moments.safetensors";

  /**
   * Path of the float32 weights of a policy that is published in another type; absent where they
   * are those of the base with the adapters merged in.
   */
  public static final String WEIGHTS_PATH = "trainer/weights.safetensors";

  /** Role of the policy that adapters stand on. */
  public static final String BASE_ROLE = "base";

  private static final int WEIGHTS_BESIDE = 2;
  private static final int WEIGHTS_IN_BASE = 3;

  /** Last position in the metrics log that belongs to this state. */
  public MetricsPosition metricsCursor() {
    return new MetricsPosition(round, updates);
  }

  /** Canonical JSON. */
  public byte[] toJson() {
    return toJson(parents.containsKey(BASE_ROLE) ? WEIGHTS_IN_BASE : WEIGHTS_BESIDE);
  }

  private byte[] toJson(int formatVersion) {
    Map<String, Object> cursor = new LinkedHashMap<>();
    cursor.put("round", metricsCursor().round());
    cursor.put("update", metricsCursor().update());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("format-version", formatVersion);
    root.put("phase", phase);
    root.put("round", round);
    root.put("updates", updates);
    root.put("optimizer-steps", optimizerSteps);
    root.put("critic-steps", criticSteps);
    root.put("skipped-updates", skippedUpdates);
    root.put("schedule-position", schedulePosition);
    root.put("metrics-cursor", cursor);
    root.put("parents", new TreeMap<>(parents));
    return CanonicalJson.bytes(root);
  }

  /**
   * Reads the state of a policy directory.
   *
   * @throws InvalidInputException if it is missing or is not one
   */
  public static TrainerState read(Path policyDirectory) throws IOException {
    Path file = policyDirectory.resolve(PATH);
    try {
      byte[] bytes = RegularFiles.readDocument(file);
      JsonNode root = JsonFile.tree(bytes);
      TrainerState state = parse(file, root);
      if (!Arrays.equals(state.toJson(root.path("format-version").asInt()), bytes)) {
        throw refused(file, "content", "not canonical", "as this program writes it", null);
      }
      return state;
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "Cannot read " + file + ": no such file (allowed: that of a trained policy)", e);
    } catch (JsonProcessingException e) {
      throw refused(file, "content", "malformed", "JSON", e);
    }
  }

  private static TrainerState parse(Path file, JsonNode root) {
    if (!root.isObject()) {
      throw refused(file, "content", "malformed", "a JSON object", null);
    }
    SortedMap<String, String> parents = new TreeMap<>();
    for (Map.Entry<String, JsonNode> parent : root.path("parents").properties()) {
      parents.put(parent.getKey(), parent.getValue().asText());
    }
    int version = root.path("format-version").asInt();
    boolean standsOnBase = parents.containsKey(BASE_ROLE);
    if (version != WEIGHTS_BESIDE && !(version == WEIGHTS_IN_BASE && standsOnBase)) {
      throw refused(
          file,
          "format-version",
          root.path("format-version"),
          WEIGHTS_BESIDE + ", or " + WEIGHTS_IN_BASE + " with a parent " + BASE_ROLE,
          null);
    }
    return new TrainerState(
        root.path("phase").asText(),
        count(file, root, "round"),
        count(file, root, "updates"),
        count(file, root, "optimizer-steps"),
        count(file, root, "critic-steps"),
        count(file, root, "skipped-updates"),
        count(file, root, "schedule-position"),
        parents);
  }

  private static int count(Path file, JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isInt() || value.intValue() < 0) {
      throw refused(file, field, value, "a count, 0 and above", null);
    }
    return value.intValue();
  }

  private static InvalidInputException refused(
      Path file, String field, Object value, String allowed, Exception cause) {
    return new InvalidInputException(
        "Cannot read " + file + ": " + field + ": " + value + " (allowed: " + allowed + ")", cause);
  }
}
