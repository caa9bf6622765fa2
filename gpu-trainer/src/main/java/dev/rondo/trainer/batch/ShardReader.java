// Reads one Parquet shard of rollouts through Arrow into flat arrays and checks everything that the
// trainer relies on. Leaves out text, verdict and reason: they are not for training.
package dev.rondo.trainer.batch;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.ManifestJson;
import dev.rondo.dataset.MeasuredRows;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import dev.rondo.trainer.objective.RewardRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.dataset.file.FileFormat;
import org.apache.arrow.dataset.file.FileSystemDatasetFactory;
import org.apache.arrow.dataset.jni.NativeMemoryPool;
import org.apache.arrow.dataset.scanner.ScanOptions;
import org.apache.arrow.dataset.scanner.Scanner;
import org.apache.arrow.dataset.source.Dataset;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads shards. The file's size and SHA-256 are checked and its pages measured before anything
 * native opens it, so a corrupt file is an error of one line and never a crash, also where the
 * manifest has the digest of the corrupt one. Not thread-safe.
 */
public final class ShardReader {

  private static final List<String> COLUMNS =
      List.of(
          "problemId",
          "sampleIndex",
          "promptTokens",
          "responseTokens",
          "behaviorLogprobs",
          "finishReason",
          "outcomeReward");
  private static final int BATCH_ROWS = 8192;

  private final int groupSize;
  private final int vocabularySize;
  private final double unknownReward;
  private final RewardRange rewards;

  /**
   * A reader for shards of one round.
   *
   * @param groupSize rollouts per problem, at least 1
   * @param vocabularySize token ids are below this
   * @param unknownReward label of a rollout without an outcome reward, 0 or 1
   * @param rewards outcome rewards that are allowed
   */
  public ShardReader(int groupSize, int vocabularySize, double unknownReward, RewardRange rewards) {
    if (groupSize < 1) {
      throw new InvalidInputException(
          "Cannot train on groups of size: " + groupSize + " (allowed: 1 and above)");
    }
    this.groupSize = groupSize;
    this.vocabularySize = vocabularySize;
    this.unknownReward = unknownReward;
    this.rewards = rewards;
  }

  /**
   * A shard and what its file says about where it comes from.
   *
   * @param lineage null if the file says nothing
   */
  public record Read(RolloutShard shard, Lineage lineage) {}

  /**
   * Reads a whole shard.
   *
   * @param file the Parquet file
   * @param entry what its manifest says about it
   * @throws InvalidInputException if file and entry differ, the file cannot be read as Parquet, a
   *     column is missing, or a row breaks an invariant of {@link RolloutShard}
   */
  public Read read(Path file, FileEntry entry) throws IOException {
    checkDigest(file, entry);
    MeasuredRows.require(file, entry.rows());
    Lineage lineage;
    Rows rows = new Rows(file, Math.toIntExact(entry.rows()));
    try (BufferAllocator allocator = new RootAllocator();
        FileSystemDatasetFactory factory =
            new FileSystemDatasetFactory(
                allocator,
                NativeMemoryPool.getDefault(),
                FileFormat.PARQUET,
                file.toUri().toString())) {
      Schema schema = factory.inspect();
      checkColumns(file, schema);
      lineage = lineage(file, schema);
      try (Dataset dataset = factory.finish();
          Scanner scanner =
              dataset.newScan(
                  new ScanOptions.Builder(BATCH_ROWS)
                      .columns(Optional.of(COLUMNS.toArray(new String[0])))
                      .build());
          ArrowReader reader = scanner.scanBatches()) {
        while (reader.loadNextBatch()) {
          rows.add(reader.getVectorSchemaRoot());
        }
      }
    } catch (InvalidInputException e) {
      throw e;
    } catch (Exception e) {
      throw MeasuredRows.fault(file, Rollout.class, e);
    }
    return new Read(rows.finish(), lineage);
  }

  private static Lineage lineage(Path file, Schema schema) {
    Map<String, String> metadata = schema.getCustomMetadata();
    String line = metadata == null ? null : metadata.get(DatasetStore.LINEAGE_KEY);
    return line == null
        ? null
        : ManifestJson.lineageFromJson(line.getBytes(StandardCharsets.UTF_8), file.toString());
  }

  private static void checkDigest(Path file, FileEntry entry) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "Cannot read shard: " + file + " (allowed: an existing file)");
    }
    long bytes = Files.size(file);
    String sha256 = bytes == entry.bytes() ? Digests.sha256(file) : "other, for the size differs";
    if (bytes != entry.bytes() || !sha256.equals(entry.sha256())) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "Cannot read shard %s: %d bytes, SHA-256 %s (allowed: %d bytes, SHA-256 %s, as"
                  + " committed)",
              file,
              bytes,
              sha256,
              entry.bytes(),
              entry.sha256()));
    }
  }

  private static void checkColumns(Path file, Schema schema) {
    List<String> present = schema.getFields().stream().map(field -> field.getName()).toList();
    for (String column : COLUMNS) {
      if (!present.contains(column)) {
        throw new InvalidInputException(
            "Cannot read shard "
                + file
                + ": no column "
                + column
                + " (allowed: all of "
                + COLUMNS
                + ")");
      }
    }
  }

  /** Collects rows batch by batch. */
  private final class Rows {
    private final Path file;
    private final int rowCount;
    private final int[] promptOffsets;
    private final int[] responseOffsets;
    private final double[] outcomeRewards;
    private final boolean[] truncated;
    private int[] promptTokens = new int[1024];
    private int[] responseTokens = new int[1024];
    private float[] behaviorLogprobs = new float[1024];
    private byte[] groupId = new byte[0];
    private int filled;
    private int unknownCount;

    Rows(Path file, int rowCount) {
      this.file = file;
      this.rowCount = rowCount;
      this.promptOffsets = new int[rowCount + 1];
      this.responseOffsets = new int[rowCount + 1];
      this.outcomeRewards = new double[rowCount];
      this.truncated = new boolean[rowCount];
    }

    void add(VectorSchemaRoot batch) {
      int rows = batch.getRowCount();
      if (filled + rows > rowCount) {
        throw refused("rows", "more than " + rowCount, rowCount + " as committed");
      }
      if (rows == 0) {
        return;
      }
      checkGroups(batch, rows);
      ListVector prompts = lists(batch, "promptTokens", rows);
      ListVector responses = lists(batch, "responseTokens", rows);
      ListVector logprobs = lists(batch, "behaviorLogprobs", rows);
      promptTokens = addTokens("promptTokens", prompts, rows, promptOffsets, promptTokens);
      responseTokens =
          addTokens("responseTokens", responses, rows, responseOffsets, responseTokens);
      addLogprobs(logprobs, rows);
      addRewards(batch, rows);
      filled += rows;
    }

    private void checkGroups(VectorSchemaRoot batch, int rows) {
      BaseVariableWidthVector ids = vector(batch, "problemId", BaseVariableWidthVector.class);
      IntVector sampleIndexes = vector(batch, "sampleIndex", IntVector.class);
      for (int row = 0; row < rows; row++) {
        int expected = (filled + row) % groupSize;
        checkPresent("problemId", ids, row);
        checkPresent("sampleIndex", sampleIndexes, row);
        boolean isSameId = isEqual(ids, row, groupId);
        if (sampleIndexes.get(row) != expected) {
          throw refused(
              "sampleIndex of row " + (filled + row),
              String.valueOf(sampleIndexes.get(row)),
              expected + ", for groups are whole and of size " + groupSize);
        }
        if (isSameId != (expected > 0)) {
          throw refused(
              "problemId of row " + (filled + row),
              new String(ids.get(row), StandardCharsets.UTF_8),
              (expected > 0 ? "" : "another than ")
                  + new String(groupId, StandardCharsets.UTF_8)
                  + ", for groups are whole and of size "
                  + groupSize);
        }
        if (expected == 0) {
          groupId = ids.get(row);
        }
      }
    }

    private boolean isEqual(BaseVariableWidthVector ids, int row, byte[] id) {
      if (ids.getValueLength(row) != id.length) {
        return false;
      }
      ArrowBuf bytes = ids.getDataBuffer();
      long start = ids.getStartOffset(row);
      for (int k = 0; k < id.length; k++) {
        if (bytes.getByte(start + k) != id[k]) {
          return false;
        }
      }
      return true;
    }

    private int[] addTokens(
        String column, ListVector lists, int rows, int[] offsets, int[] tokens) {
      IntVector values = element(column, lists, IntVector.class);
      int start = lists.getElementStartIndex(0);
      int count = lists.getElementEndIndex(rows - 1) - start;
      int before = offsets[filled];
      int[] grown =
          before + count <= tokens.length ? tokens : Arrays.copyOf(tokens, grow(before + count));
      if (count > 0) {
        ints(values.getDataBuffer(), start, count).asIntBuffer().get(grown, before, count);
      }
      for (int row = 0; row < rows; row++) {
        int length = lists.getElementEndIndex(row) - lists.getElementStartIndex(row);
        if (length < 1) {
          throw refused(column + " of row " + (filled + row), "empty", "at least one token");
        }
        offsets[filled + row + 1] = offsets[filled + row] + length;
        for (int t = offsets[filled + row]; t < offsets[filled + row + 1]; t++) {
          if (grown[t] < 0 || grown[t] >= vocabularySize) {
            throw refused(
                column + " of row " + (filled + row),
                String.valueOf(grown[t]),
                "0 to " + (vocabularySize - 1) + ", the policy's vocabulary");
          }
        }
      }
      return grown;
    }

    private void addLogprobs(ListVector lists, int rows) {
      Float4Vector values = element("behaviorLogprobs", lists, Float4Vector.class);
      for (int row = 0; row < rows; row++) {
        int length = lists.getElementEndIndex(row) - lists.getElementStartIndex(row);
        int expected = responseOffsets[filled + row + 1] - responseOffsets[filled + row];
        if (length != expected) {
          throw refused(
              "behaviorLogprobs of row " + (filled + row),
              "length " + length,
              "length " + expected + ", that of responseTokens");
        }
      }
      int start = lists.getElementStartIndex(0);
      int count = lists.getElementEndIndex(rows - 1) - start;
      int before = responseOffsets[filled];
      if (before + count > behaviorLogprobs.length) {
        behaviorLogprobs = Arrays.copyOf(behaviorLogprobs, grow(before + count));
      }
      ints(values.getDataBuffer(), start, count)
          .asFloatBuffer()
          .get(behaviorLogprobs, before, count);
      for (int t = before; t < before + count; t++) {
        if (!(behaviorLogprobs[t] <= 0) || Float.isInfinite(behaviorLogprobs[t])) {
          throw refused(
              "behaviorLogprobs at response token " + t,
              String.valueOf(behaviorLogprobs[t]),
              "finite, at most 0");
        }
      }
    }

    private void addRewards(VectorSchemaRoot batch, int rows) {
      Float4Vector rewards = vector(batch, "outcomeReward", Float4Vector.class);
      BaseVariableWidthVector reasons =
          vector(batch, "finishReason", BaseVariableWidthVector.class);
      for (int row = 0; row < rows; row++) {
        checkPresent("finishReason", reasons, row);
        boolean isUnknown = rewards.isNull(row);
        double reward = isUnknown ? unknownReward : rewards.get(row);
        if (!ShardReader.this.rewards.contains(reward)) {
          throw refused(
              "outcomeReward of row " + (filled + row),
              String.valueOf(reward),
              ShardReader.this.rewards.allowed() + ", or null for unknown");
        }
        outcomeRewards[filled + row] = reward;
        unknownCount += isUnknown ? 1 : 0;
        // LENGTH against STOP: the first letter tells them apart.
        truncated[filled + row] =
            reasons.getDataBuffer().getByte(reasons.getStartOffset(row)) == 'L';
      }
    }

    RolloutShard finish() {
      if (filled != rowCount) {
        throw refused("rows", String.valueOf(filled), rowCount + " as committed");
      }
      if (rowCount % groupSize != 0) {
        throw refused("rows", String.valueOf(rowCount), "whole groups of size " + groupSize);
      }
      return new RolloutShard(
          groupSize,
          new Sequences(
              promptOffsets,
              Arrays.copyOf(promptTokens, promptOffsets[rowCount]),
              responseOffsets,
              Arrays.copyOf(responseTokens, responseOffsets[rowCount])),
          Arrays.copyOf(behaviorLogprobs, responseOffsets[rowCount]),
          outcomeRewards,
          unknownCount,
          truncated);
    }

    private ListVector lists(VectorSchemaRoot batch, String column, int rows) {
      ListVector lists = vector(batch, column, ListVector.class);
      for (int row = 0; row < rows; row++) {
        checkPresent(column, lists, row);
      }
      return lists;
    }

    private <T extends FieldVector> T element(String column, ListVector lists, Class<T> type) {
      FieldVector values = lists.getDataVector();
      if (!type.isInstance(values) || values.getNullCount() > 0) {
        throw refused("elements of " + column, values.getField().toString(), type.getSimpleName());
      }
      return type.cast(values);
    }

    private <T extends FieldVector> T vector(VectorSchemaRoot batch, String column, Class<T> type) {
      FieldVector vector = batch.getVector(column);
      if (!type.isInstance(vector)) {
        throw refused("column " + column, vector.getField().toString(), type.getSimpleName());
      }
      return type.cast(vector);
    }

    private void checkPresent(String column, FieldVector vector, int row) {
      if (vector.isNull(row)) {
        throw refused(column + " of row " + (filled + row), "null", "a value");
      }
    }

    private InvalidInputException refused(String field, String value, String allowed) {
      return new InvalidInputException(
          "Cannot train on shard "
              + file
              + ": "
              + field
              + ": "
              + value
              + " (allowed: "
              + allowed
              + ")");
    }
  }

  private static ByteBuffer ints(ArrowBuf buffer, int start, int count) {
    return buffer.nioBuffer(4L * start, 4 * count).order(ByteOrder.nativeOrder());
  }

  private static int grow(int needed) {
    return Math.max(needed, Math.min(Integer.MAX_VALUE - 8, needed + (needed >> 1)));
  }
}
