// Reading shards through Arrow: the same values as through Avro, and one line for each fault.
package dev.rondo.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.schema.FinishReason;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampleRollouts;
import dev.rondo.trainer.objective.RewardRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShardReaderTest {

  private static final int GROUP_SIZE = 4;
  private static final int VOCABULARY_SIZE = 40;

  @TempDir Path directory;

  @Test
  void readsWhatTheDatasetStoreWrote() throws IOException {
    List<Rollout> rollouts = SampleRollouts.groups(700, GROUP_SIZE, 5);
    rollouts.get(3).setFinishReason(FinishReason.LENGTH);
    DatasetStore store = new DatasetStore(new LocalStorage(directory), "rollouts/round-000001");
    FileEntry entry =
        store.writeRows("shard-00000.parquet", Rollout.getClassSchema(), rollouts, new TreeMap<>());
    RolloutShard shard =
        reader()
            .read(directory.resolve("rollouts/round-000001/shard-00000.parquet"), entry)
            .shard();

    assertThat(shard.sequenceCount()).isEqualTo(rollouts.size());
    assertThat(shard.groupCount()).isEqualTo(700);
    assertThat(shard.truncatedCount()).isEqualTo(1);
    assertThat(shard.unknownCount()).isZero();
    int mixed = 0;
    for (int i = 0; i < rollouts.size(); i++) {
      Rollout rollout = rollouts.get(i);
      assertThat(ints(shard.sequences().promptTokens(), shard.sequences().promptOffsets(), i))
          .isEqualTo(rollout.getPromptTokens());
      assertThat(ints(shard.sequences().responseTokens(), shard.responseOffsets(), i))
          .isEqualTo(rollout.getResponseTokens());
      List<Float> logprobs = new ArrayList<>();
      for (int t = shard.responseOffsets()[i]; t < shard.responseOffsets()[i + 1]; t++) {
        logprobs.add(shard.behaviorLogprobs()[t]);
      }
      assertThat(logprobs).isEqualTo(rollout.getBehaviorLogprobs());
      assertThat(shard.outcomeRewards()[i]).isEqualTo(rollout.getOutcomeReward().doubleValue());
      if (i % GROUP_SIZE == 0) {
        double sum =
            rollouts.subList(i, i + GROUP_SIZE).stream()
                .mapToDouble(Rollout::getOutcomeReward)
                .sum();
        mixed += sum > 0 && sum < GROUP_SIZE ? 1 : 0;
      }
    }
    assertThat(
            IntStream.range(0, shard.groupCount())
                .filter(group -> shard.correctShare(group) > 0 && shard.correctShare(group) < 1)
                .count())
        .isEqualTo(mixed);
  }

  @Test
  void anUnknownRewardIsReplacedByTheSettingAndCounted() throws IOException {
    Path file = write(rollouts -> rollouts.get(1).setOutcomeReward(null));
    RolloutShard shard =
        new ShardReader(GROUP_SIZE, VOCABULARY_SIZE, 1, RewardRange.LABELS)
            .read(file, entry(file))
            .shard();
    assertThat(shard.outcomeRewards()[1]).isEqualTo(1);
    assertThat(shard.unknownCount()).isEqualTo(1);
  }

  @Test
  void brokenGroupsAreRefused() throws IOException {
    assertRefused(
        write(rollouts -> rollouts.get(2).setSampleIndex(3)),
        "sampleIndex of row 2: 3 (allowed: 2, for groups are whole and of size 4)");
    assertRefused(
        write(rollouts -> rollouts.get(5).setProblemId("problem-9")),
        "problemId of row 5: problem-9 (allowed: problem-1, for groups are whole and of size 4)");
    assertRefused(
        write(rollouts -> rollouts.subList(4, 8).forEach(row -> row.setProblemId("problem-0"))),
        "problemId of row 4: problem-0 (allowed: another than problem-0");
    assertRefused(
        write(rollouts -> rollouts.remove(7)), "rows: 7 (allowed: whole groups of size 4)");
  }

  @Test
  void brokenRowsAreRefused() throws IOException {
    assertRefused(
        write(rollouts -> rollouts.get(6).setResponseTokens(List.of(40))),
        "responseTokens of row 6: 40 (allowed: 0 to 39, the policy's vocabulary)");
    assertRefused(
        write(rollouts -> rollouts.get(6).setPromptTokens(List.of(-1))),
        "promptTokens of row 6: -1");
    assertRefused(
        write(rollouts -> rollouts.get(0).setPromptTokens(List.of())),
        "promptTokens of row 0: empty (allowed: at least one token)");
    assertRefused(
        write(
            rollouts -> {
              rollouts.get(3).setResponseTokens(List.of(1, 2));
              rollouts.get(3).setBehaviorLogprobs(List.of(-1f));
            }),
        "behaviorLogprobs of row 3: length 1 (allowed: length 2, that of responseTokens)");
    assertRefused(
        write(
            rollouts -> {
              rollouts.get(0).setResponseTokens(List.of(1));
              rollouts.get(0).setBehaviorLogprobs(List.of(Float.NaN));
            }),
        "behaviorLogprobs at response token 0: NaN (allowed: finite, at most 0)");
    assertRefused(
        write(rollouts -> rollouts.get(1).setOutcomeReward(0.5f)),
        "outcomeReward of row 1: 0.5 (allowed: 0 or 1, or null for unknown)");
  }

  @Test
  void aMissingColumnIsRefused() throws IOException {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : Rollout.getClassSchema().getFields()) {
      if (!field.name().equals("behaviorLogprobs")) {
        fields.add(new Schema.Field(field, field.schema()));
      }
    }
    Schema schema = Schema.createRecord("Rollout", null, "dev.rondo.schema", false, fields);
    GenericData.Record row = new GenericData.Record(schema);
    Rollout rollout = SampleRollouts.group("p", GROUP_SIZE, 1).get(0);
    schema
        .getFields()
        .forEach(
            field ->
                row.put(
                    field.name(),
                    rollout.get(Rollout.getClassSchema().getField(field.name()).pos())));
    Path file = directory.resolve("missing.parquet");
    write(file, schema, List.of(row));
    assertThatThrownBy(() -> reader().read(file, entry(file, 1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "Cannot read shard " + file + ": no column behaviorLogprobs (allowed: all of");
  }

  @Test
  void aDigestThatDiffersIsRefusedBeforeTheFileIsOpened() throws IOException {
    Path file = write(rollouts -> {});
    FileEntry entry = entry(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> reader().read(file, entry))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read shard " + file + ": " + bytes.length + " bytes")
        .hasMessageContaining("as committed");
    Files.write(file, new byte[3]);
    assertThatThrownBy(() -> reader().read(file, entry)).hasMessageContaining("3 bytes");
    Files.delete(file);
    assertThatThrownBy(() -> reader().read(file, entry)).hasMessageContaining("an existing file");
  }

  @Test
  void aFileThatIsNotParquetIsRefusedEvenIfItsDigestHolds() throws IOException {
    Path file = Files.writeString(directory.resolve("text.parquet"), "no rows here at all");
    assertThatThrownBy(() -> reader().read(file, entry(file)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot read "
                + file
                + " as Parquet: it does not end with PAR1 (allowed: a whole Parquet file)");
    Path good = write(rollouts -> {});
    byte[] bytes = Files.readAllBytes(good);
    for (int k = 4; k < bytes.length / 2; k++) {
      bytes[k] = 7;
    }
    Files.write(good, bytes);
    assertThatThrownBy(() -> reader().read(good, entry(good)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read " + good + " as Parquet: ")
        .hasMessageEndingWith("(allowed: a whole Parquet file)");
  }

  /** Somebody else made it so: the entry has the digest of the damaged file. */
  @Test
  void aFileThatIsCommittedDamagedNeverReachesWhatReadsOutsideTheHeap() throws IOException {
    byte[] whole = Files.readAllBytes(write(rollouts -> {}));
    Path file = directory.resolve("damaged.parquet");
    for (int at = 0; at < whole.length; at += 7) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << at % 8);
      Files.write(file, bytes);
      FileEntry entry = entry(file);
      try {
        reader().read(file, entry);
      } catch (InvalidInputException e) {
        assertThat(e.getMessage())
            .as("byte " + at)
            .contains(file.toString(), "llowed: ")
            .doesNotContain("\n", "arrow", "Exception");
      }
    }
    Files.write(file, whole);
    assertThatThrownBy(() -> reader().read(file, entry(file, Integer.MAX_VALUE)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rows is 8 (allowed: 2147483647)");
  }

  @Test
  void emptyGroupsAreRefused() {
    assertThatThrownBy(() -> new ShardReader(0, VOCABULARY_SIZE, 0, RewardRange.LABELS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot train on groups of size: 0 (allowed: 1 and above)");
  }

  private static List<Integer> ints(int[] values, int[] offsets, int row) {
    return Arrays.stream(values, offsets[row], offsets[row + 1]).boxed().toList();
  }

  private static ShardReader reader() {
    return new ShardReader(GROUP_SIZE, VOCABULARY_SIZE, 0, RewardRange.LABELS);
  }

  private void assertRefused(Path file, String fault) {
    assertThatThrownBy(() -> reader().read(file, entry(file)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot train on shard " + file + ": " + fault);
  }

  private Path write(Consumer<List<Rollout>> change) throws IOException {
    List<Rollout> rollouts = new ArrayList<>(SampleRollouts.groups(2, GROUP_SIZE, 1));
    change.accept(rollouts);
    Path file = Files.createTempDirectory(directory, "shard").resolve("shard.parquet");
    write(file, Rollout.getClassSchema(), rollouts);
    lastRows = rollouts.size();
    return file;
  }

  private int lastRows;

  private FileEntry entry(Path file) throws IOException {
    return entry(file, Math.max(1, lastRows));
  }

  private static FileEntry entry(Path file, long rows) throws IOException {
    String sha256 = Digests.sha256(file);
    return new FileEntry(file.getFileName().toString(), Files.size(file), sha256, rows, sha256);
  }

  private static <T> void write(Path file, Schema schema, List<T> rows) throws IOException {
    PlainParquetConfiguration configuration = new PlainParquetConfiguration();
    configuration.set("parquet.avro.write-old-list-structure", "false");
    try (ParquetWriter<T> writer =
        AvroParquetWriter.<T>builder(new LocalOutputFile(file))
            .withConf(configuration)
            .withSchema(schema)
            .withDataModel(SpecificData.get())
            .build()) {
      for (T row : rows) {
        writer.write(row);
      }
    }
  }
}
