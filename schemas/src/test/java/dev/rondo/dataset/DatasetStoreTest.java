package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.schema.RejectedGroup;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampleRollouts;
import dev.rondo.schema.SampledResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetStoreTest {
  private static final String DIRECTORY = "rollouts/round-000001";
  private static final String SHARD = "shard-00000.parquet";
  private static final Lineage LINEAGE = SampleLineage.round(1, 4);

  @TempDir Path root;
  private DatasetStore store;

  @BeforeEach
  void open() {
    store = new DatasetStore(new LocalStorage(root), DIRECTORY);
  }

  @Test
  void rowsComeBackAsTheyWereWritten() throws IOException {
    List<Rollout> rows = SampleRollouts.groups(5, 4, 1);
    FileEntry file = writeRollouts(SHARD, rows);

    assertThat(file.rows()).isEqualTo(20);
    assertThat(store.readRows(file, Rollout.class)).isEqualTo(rows);
    assertThat(store.readRows(SHARD, Rollout.class)).isEqualTo(rows);
  }

  @Test
  void aShardOfManyRowGroupsComesBackAsItWasWritten() throws IOException {
    List<Rollout> rows = SampleRollouts.groups(1200, 4, 1);
    FileEntry file = writeRollouts(SHARD, rows);

    assertThat(rows).hasSizeGreaterThan(2 * ParquetRows.ROW_GROUP_ROWS);
    assertThat(store.readRows(file, Rollout.class)).isEqualTo(rows);
  }

  @Test
  void everyRowTypeComesBackAsItWasWritten() throws IOException {
    List<SampledResponse> responses = SampleRollouts.unjudged(SampleRollouts.group("p", 4, 3));
    List<RejectedGroup> rejected =
        List.of(
            new RejectedGroup(
                "p", "1+1=", "x", "arithmetic", "verified", "unreadable-reference", "x", responses),
            new RejectedGroup(
                "q", "1+1=", "2", "arithmetic", "sampled", "prompt-too-long", "9", List.of()));
    List<Problem> problems = new ArrayList<>(SampleRollouts.problems(3));
    problems.get(1).setSolution(null);

    FileEntry a = store.writeRows("a.parquet", SampledResponse.getClassSchema(), responses, none());
    FileEntry b = store.writeRows("b.parquet", RejectedGroup.getClassSchema(), rejected, none());
    FileEntry c = store.writeRows("c.parquet", Problem.getClassSchema(), problems, none());

    assertThat(store.readRows(a, SampledResponse.class)).isEqualTo(responses);
    assertThat(store.readRows(b, RejectedGroup.class)).isEqualTo(rejected);
    assertThat(store.readRows(c, Problem.class)).isEqualTo(problems);
  }

  @Test
  void aFileWithoutRowsIsAllowed() throws IOException {
    FileEntry file = writeRollouts(SHARD, List.of());

    assertThat(file.rows()).isZero();
    assertThat(store.readRows(file, Rollout.class)).isEmpty();
  }

  @Test
  void theDatasetExistsOnlyOnceItsManifestIsCommitted() throws IOException {
    FileEntry file = writeRollouts(SHARD, SampleRollouts.groups(2, 4, 1));
    assertThat(store.manifest()).isEmpty();
    assertThatThrownBy(store::verify)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rollouts/round-000001")
        .hasMessageContaining("no manifest.json");

    DatasetManifest manifest = store.commit("rollouts", List.of(file), counts(2, 2, 0), LINEAGE);

    assertThat(store.manifest()).contains(manifest);
    assertThat(store.manifestDigest())
        .isEqualTo(
            Digests.sha256(Files.readAllBytes(root.resolve(DIRECTORY + "/__rondo/manifest.json"))));
    store.verify();
    assertThat(store.readAllRows(Rollout.class)).hasSize(8);
    assertThat(store.readAllRows(Problem.class)).isEmpty();
  }

  @Test
  void theSameCommitAgainSucceedsAndAnotherOneConflicts() throws IOException {
    FileEntry file = writeRollouts(SHARD, SampleRollouts.groups(2, 4, 1));
    writeRollouts(SHARD, SampleRollouts.groups(2, 4, 1));
    DatasetManifest manifest = store.commit("rollouts", List.of(file), counts(2, 2, 0), LINEAGE);

    assertThat(store.commit("rollouts", List.of(file), counts(2, 2, 0), LINEAGE))
        .isEqualTo(manifest);
    assertThatThrownBy(() -> store.commit("rollouts", List.of(file), counts(3, 2, 1), LINEAGE))
        .isInstanceOf(Storage.ConflictException.class)
        .hasMessageContaining("rollouts/round-000001/__rondo/manifest.json");
    assertThatThrownBy(() -> writeRollouts(SHARD, SampleRollouts.groups(2, 4, 2)))
        .isInstanceOf(Storage.ConflictException.class)
        .hasMessageContaining(SHARD);
    store.verify();
  }

  @Test
  void groupsThatWereLostAreNotCommitted() throws IOException {
    FileEntry file = writeRollouts(SHARD, SampleRollouts.groups(2, 4, 1));

    assertThatThrownBy(() -> store.commit("rollouts", List.of(file), counts(4, 2, 1), LINEAGE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("planned-groups is 4")
        .hasMessageContaining("2 + 1");
    assertThat(store.manifest()).isEmpty();
  }

  @Test
  void numericClassesDoNotMixInOneDataset() throws IOException {
    FileEntry file = writeRollouts(SHARD, SampleRollouts.groups(2, 4, 1));
    Lineage other = LINEAGE.computedOn(new NumericClass("cpu", "AVX512", "2.7.1", 1, "float32"));

    assertThatThrownBy(() -> store.commit("rollouts", List.of(file), counts(2, 2, 0), other))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(SHARD)
        .hasMessageContaining("AVX512");
  }

  @Test
  void aMissingFileIsNotCommitted() throws IOException {
    FileEntry file = writeRollouts(SHARD, SampleRollouts.groups(2, 4, 1));
    Files.delete(root.resolve(DIRECTORY).resolve(SHARD));

    assertThatThrownBy(() -> store.commit("rollouts", List.of(file), counts(2, 2, 0), LINEAGE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot read "
                + root
                + "/rollouts/round-000001/shard-00000.parquet: no such file (allowed: the files"
                + " that the manifest lists)");
  }

  @Test
  void receiptsComeBackInOrderOfTheirShards() throws IOException {
    FileEntry file = writeRollouts(SHARD, SampleRollouts.groups(2, 4, 1));
    Receipt second = new Receipt("verified", 1, file, 2, 0, 33);
    Receipt first = new Receipt("verified", 0, file, 2, 1, 44);
    store.writeReceipt(second);
    store.writeReceipt(first);
    store.writeReceipt(first);
    store.writeReceipt(new Receipt("sampled", 0, file, 2, 0, 44));

    assertThat(store.receipt("verified", 0)).contains(first);
    assertThat(store.receipt("verified", 1)).contains(second);
    assertThat(store.receipt("verified", 2)).isEmpty();
    assertThat(store.receipt("published", 0)).isEmpty();
  }

  @Test
  void verifyNamesTheFileThatIsAtFault() throws IOException {
    FileEntry shard = writeRollouts(SHARD, SampleRollouts.groups(3, 4, 1));
    FileEntry notes = store.writeFile("notes.txt", out -> out.write(new byte[] {1, 2, 3}));
    store.commit("rollouts", List.of(shard, notes), counts(3, 3, 0), LINEAGE);
    store.verify();

    assertFault("notes.txt", bytes -> new byte[] {1, 2, 4}, "notes.txt: sha256 is");
    assertFault("notes.txt", bytes -> new byte[] {1, 2}, "notes.txt: bytes is 2 (allowed: 3)");
    assertFault("notes.txt", bytes -> null, "notes.txt: no such file");
    assertFault(
        SHARD,
        bytes -> null,
        "shard-00000.parquet: no such file (allowed: the files that the manifest" + " lists)");
    assertFault(SHARD, bytes -> Arrays.copyOf(bytes, 100), "shard-00000.parquet: bytes is 100");
    assertFault(SHARD, DatasetStoreTest::flipped, "shard-00000.parquet: sha256 is");
    assertFault(
        "__rondo/manifest.json",
        manifest("\"rows\": 12", "\"rows\": 11"),
        "rows is 12 (allowed: 11)");
    assertFault(
        "__rondo/manifest.json",
        manifest(shard.rowDigest(), SampleLineage.digest("another")),
        "shard-00000.parquet: row digest is " + shard.rowDigest());
    assertFault(
        "__rondo/manifest.json",
        manifest("\"format-version\": 2", "\"format-version\": 3"),
        "field format-version is 3 (allowed: 1 to 2; another version of Rondo wrote it)");
    assertFault(
        "__rondo/manifest.json",
        manifest("\"format-version\": 2", "\"format-version\": 1"),
        "shard-00000.parquet: its format version is 2 (allowed: 1)");
    assertFault("__rondo/manifest.json", manifest("\"kind\"", "\"sort\""), "field kind is missing");
    assertFault(
        "__rondo/manifest.json",
        manifest("\"kind\":", "\"extra\": 1,\n  \"kind\":"),
        "unknown field extra");
    assertFault(
        "__rondo/manifest.json", manifest("\"seed\": 7", "\"seed\": \"7\""), "lineage.seed");
    assertFault("__rondo/manifest.json", bytes -> Arrays.copyOf(bytes, 50), "not JSON");
    assertFault("__rondo/manifest.json", bytes -> new byte[0], "empty");
    store.verify();
  }

  @Test
  void aDamagedShardIsRefusedWithOneLineThatNamesIt() throws IOException {
    byte[] whole = Encoded.rows(Rollout.getClassSchema(), SampleRollouts.groups(8, 4, 1), none());
    for (int length = 0; length < whole.length; length += 97) {
      assertRefused(Arrays.copyOf(whole, length));
    }
    assertRefused("PAR1 no Parquet PAR1".getBytes(StandardCharsets.UTF_8));
    assertRefused(new byte[100_000]);
  }

  /** A flipped bit is found by a page's checksum or by the decoder, or it changes nothing read. */
  @Test
  void aFlippedBitNeverEscapesAsAnotherException() {
    List<Rollout> rows = SampleRollouts.groups(8, 4, 1);
    byte[] whole = Encoded.rows(Rollout.getClassSchema(), rows, none());
    int refused = 0;
    for (int position = 0; position < whole.length; position += 23) {
      byte[] damaged = whole.clone();
      damaged[position] ^= (byte) (1 << position % 8);
      try {
        Decoded.rows(damaged, "shard", Rollout.class);
        Decoded.schema(damaged, "shard");
      } catch (InvalidInputException e) {
        assertThat(e.getMessage()).startsWith("Cannot read shard").doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aShardOfOtherColumnsIsRefused() {
    byte[] problems = Encoded.rows(Problem.getClassSchema(), SampleRollouts.problems(3), none());

    assertThatThrownBy(() -> Decoded.rows(problems, "x.parquet", Rollout.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "Cannot read x.parquet as rows of Rollout: column sampleIndex is missing");
  }

  @Test
  void rowsThatBreakAnInvariantAreNotWritten() {
    assertRowRefused(row -> row.setResponseTokens(List.of()), "field responseTokens is []");
    assertRowRefused(row -> row.setPromptTokens(List.of()), "field promptTokens is []");
    assertRowRefused(row -> row.setPromptTokens(List.of(-1)), "field promptTokens is -1");
    assertRowRefused(
        row -> row.setBehaviorLogprobs(List.of()), "field behaviorLogprobs is 0 values");
    assertRowRefused(
        row -> row.setBehaviorLogprobs(filled(row, 0.1f)), "field behaviorLogprobs is 0.1");
    assertRowRefused(
        row -> row.setBehaviorLogprobs(filled(row, Float.NaN)), "field behaviorLogprobs is NaN");
    assertRowRefused(
        row -> row.setBehaviorLogprobs(filled(row, Float.NEGATIVE_INFINITY)),
        "field behaviorLogprobs is -Infinity");
    assertRowRefused(
        row -> row.setSamplingLogprobs(List.of()), "field samplingLogprobs is 0 values");
    assertRowRefused(
        row -> {
          row.setVerdict(Outcome.UNKNOWN);
          row.setOutcomeReward(0f);
        },
        "field outcomeReward is 0.0 (allowed: null for UNKNOWN)");
    assertRowRefused(
        row -> {
          row.setVerdict(Outcome.CORRECT);
          row.setOutcomeReward(null);
        },
        "field outcomeReward is null (allowed: 1.0 for CORRECT)");
    assertRowRefused(row -> row.setVerdictReason("No answer"), "field verdictReason is No answer");
    assertRowRefused(row -> row.setSampleIndex(3), "field sampleIndex is 3");
    assertRowRefused(row -> row.setProblemId(""), "field problemId is ");
  }

  @Test
  void brokenGroupsAreNotWritten() {
    List<Rollout> short1 = new ArrayList<>(SampleRollouts.groups(3, 4, 1));
    short1.remove(11);
    assertThatThrownBy(() -> writeRollouts(SHARD, short1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("problem-2 with 3 samples (allowed: whole groups of 4)");

    List<Rollout> split = new ArrayList<>(SampleRollouts.groups(3, 4, 1));
    split.add(split.remove(0));
    assertThatThrownBy(() -> writeRollouts(SHARD, split)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aGroupOfAnotherSizeThanTheLineageSaysFailsVerification() throws IOException {
    FileEntry file = writeRollouts(SHARD, SampleRollouts.groups(2, 3, 1));
    store.commit("rollouts", List.of(file), counts(2, 2, 0), LINEAGE);

    assertThatThrownBy(store::verify)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("sampleIndex is 2 (allowed: whole groups, 0 to 3)");
  }

  @Test
  void aGroupInTwoShardsFailsVerification() throws IOException {
    FileEntry a = writeRollouts("shard-00000.parquet", SampleRollouts.group("p", 4, 1));
    FileEntry b = writeRollouts("shard-00001.parquet", SampleRollouts.group("p", 4, 2));
    store.commit("rollouts", List.of(a, b), counts(2, 2, 0), LINEAGE);

    assertThatThrownBy(store::verify)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("shard-00001.parquet")
        .hasMessageContaining("each group in one file");
  }

  @Test
  void blocksOfSamplesOfOneProblemMakeAnEvaluation() throws IOException {
    List<Rollout> rows = SampleRollouts.groups(2, 4, 1);
    FileEntry a = writeRollouts("samples-00000.parquet", block(rows, 0, 2));
    FileEntry b = writeRollouts("samples-00001.parquet", block(rows, 2, 4));
    store.commit("evaluation", List.of(b, a), new TreeMap<>(Map.of("rows", 8L)), LINEAGE);

    store.verify();
    assertThat(store.readAllRows(Rollout.class)).hasSize(8);
  }

  @Test
  void pathsThatLeaveTheDirectoryAreRefused() {
    for (String path :
        List.of("../x", "/x", "a//b", "a/../b", ".x", "a/.x", "", "a/", "a\\b", "a b", "a\nb")) {
      assertThatThrownBy(() -> store.storagePath(path))
          .as(path)
          .isInstanceOf(InvalidInputException.class);
    }
  }

  private static List<Rollout> block(List<Rollout> rows, int from, int to) {
    return rows.stream()
        .filter(row -> row.getSampleIndex() >= from && row.getSampleIndex() < to)
        .toList();
  }

  private static List<Float> filled(Rollout row, float value) {
    return row.getResponseTokens().stream().map(token -> value).toList();
  }

  private void assertRowRefused(Consumer<Rollout> fault, String message) {
    List<Rollout> rows = SampleRollouts.groups(3, 4, 1);
    fault.accept(rows.get(5));
    assertThatThrownBy(() -> writeRollouts(SHARD, rows))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rollouts/round-000001/shard-00000.parquet: row 5")
        .hasMessageContaining(message);
    assertThat(root.resolve(DIRECTORY).resolve(SHARD)).doesNotExist();
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> Decoded.rows(bytes, "shard-00000.parquet", Rollout.class))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read shard-00000.parquet")
        .message()
        .doesNotContain("\n");
  }

  private void assertFault(String path, UnaryOperator<byte[]> fault, String message)
      throws IOException {
    Path file = root.resolve(DIRECTORY).resolve(path);
    byte[] whole = Files.readAllBytes(file);
    byte[] damaged = fault.apply(whole.clone());
    if (damaged == null) {
      Files.delete(file);
    } else {
      Files.write(file, damaged);
    }
    assertThatThrownBy(store::verify)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(DIRECTORY)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
    Files.write(file, whole);
  }

  private static byte[] flipped(byte[] bytes) {
    bytes[bytes.length / 2] ^= 1;
    return bytes;
  }

  private static UnaryOperator<byte[]> manifest(String from, String to) {
    return bytes -> {
      String text = new String(bytes, StandardCharsets.UTF_8);
      assertThat(text).contains(from);
      return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
    };
  }

  private FileEntry writeRollouts(String path, List<Rollout> rows) throws IOException {
    return store.writeRows(
        path, Rollout.getClassSchema(), rows, DatasetStore.lineageMetadata(LINEAGE));
  }

  private static SortedMap<String, String> none() {
    return new TreeMap<>();
  }

  private static SortedMap<String, Long> counts(long planned, long accepted, long rejected) {
    return new TreeMap<>(
        Map.of(
            "planned-groups", planned,
            "accepted-groups", accepted,
            "rejected-groups", rejected));
  }
}
