// Rows that come one by one to the files of a dataset, and a source that does not keep still.
package dev.rondo.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.RejectedRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportWriterTest {
  @TempDir private Path directory;
  private Path source;

  @BeforeEach
  void writeSource() throws IOException {
    source = Files.writeString(directory.resolve("a.json"), "{\"problem\": \"1+1?\"}\n");
  }

  @Test
  void eachBlockHasItsFileAndNoRowIsLost() throws IOException {
    LocalStorage storage = new LocalStorage(directory.resolve("out"));
    ImportWriter writer = new ImportWriter(plan(), storage);
    List<ImportWriter.Written> written;
    try (ImportWriter.OfFile file = writer.new OfFile(0)) {
      for (long row : List.of(0L, 1L, ImportPlan.BLOCK_ROWS - 1L, (long) ImportPlan.BLOCK_ROWS)) {
        file.add(row(row, null));
      }
      file.add(row(3L * ImportPlan.BLOCK_ROWS, "duplicate"));
      written = new ArrayList<>(file.end());
    }
    writer.commit(written);

    DatasetStore store = new DatasetStore(storage, "");
    assertThat(store.committedManifest().files())
        .extracting(FileEntry::path)
        .containsExactly(
            "__rondo/import.json",
            "__rondo/rejected/shard-000-00003.parq",
            "shard-000-00000.parquet",
            "shard-000-00001.parquet");
    assertThat(store.committedManifest().counts())
        .containsEntry("rows", 4L)
        .containsEntry("rejected-rows", 1L)
        .containsEntry("source-rows", 5L)
        .containsEntry("rejected-as-duplicate", 1L);
    assertThat(store.readAllRows(Problem.class))
        .extracting(Problem::getPrompt)
        .containsExactly("Q0?", "Q1?", "Q19999?", "Q20000?");
    assertThat(store.readAllRows(RejectedRow.class))
        .extracting(RejectedRow::getLine)
        .containsExactly(60_001L);
    store.verify();
  }

  @Test
  void solutionsThatWouldEarnNoRewardAreLeftOutAndCounted() throws IOException {
    LocalStorage storage = new LocalStorage(directory.resolve("out"));
    ImportWriter writer = new ImportWriter(plan(), storage);
    try (ImportWriter.OfFile file = writer.new OfFile(0)) {
      int row = 0;
      for (String solution : Arrays.asList(null, "It is 7.", "\\boxed{8}", "\\boxed{7}")) {
        String question = "Q" + row + "?";
        file.add(
            new Candidate(
                new RowPlace(0, row, ++row),
                NormalizedText.digest(question),
                new Candidate.Statement(question, "7", solution),
                null,
                "{}"));
      }
      writer.commit(file.end());
    }
    DatasetStore store = new DatasetStore(storage, "");
    assertThat(store.committedManifest().counts())
        .containsEntry("rows", 4L)
        .containsEntry("solutions-without-the-answer", 2L);
    assertThat(store.readAllRows(Problem.class))
        .extracting(Problem::getSolution)
        .containsExactly(null, null, null, "\\boxed{7}");
  }

  @Test
  void twoProblemsOfOneIdAreRefusedAndNothingIsLeft() throws IOException {
    Path out = directory.resolve("not/yet/there");
    ImportTarget target = ImportTarget.of(plan(), out);
    ImportWriter writer = new ImportWriter(plan(), new LocalStorage(out));
    List<ImportWriter.Written> written = new ArrayList<>();
    for (int index : List.of(0, 1)) {
      try (ImportWriter.OfFile file = writer.new OfFile(index)) {
        file.add(row(7, null));
        file.add(row(8, "duplicate"));
        written.addAll(file.end());
      }
    }

    assertThatThrownBy(() -> writer.commit(written))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("two problems with id");
    target.withdraw();
    assertThat(directory.resolve("not")).doesNotExist();
  }

  /** Files come in any order, and a split need not have the first row. */
  @Test
  void anImportWithoutAProblemNamesTheFirstRowOfItsFirstFile() throws IOException {
    ImportWriter writer = new ImportWriter(plan(), new LocalStorage(directory.resolve("out")));
    List<ImportWriter.Written> written = new ArrayList<>();
    for (RowPlace place :
        List.of(new RowPlace(1, 2, 3), new RowPlace(0, 50_000, 50_001), new RowPlace(0, 7, 8))) {
      try (ImportWriter.OfFile file = writer.new OfFile(place.file())) {
        file.add(
            new Candidate(
                place,
                "key",
                null,
                new Candidate.Rejection("no-answer", "row " + place.row()),
                "{}"));
        written.addAll(file.end());
      }
    }

    for (int turn = 0; turn < written.size(); turn++) {
      Collections.rotate(written, 1);
      assertThatThrownBy(() -> writer.commit(written))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("; first: a.json line 8: no-answer: row 7 (allowed: ");
    }
  }

  @Test
  void whatAKilledImportLeftIsItsOwnWhenItIsTriedAgain() throws IOException {
    Path out = Files.createDirectory(directory.resolve("out"));
    Path foreign = Files.writeString(out.resolve("notes.txt"), "mine");
    ImportTarget killed = ImportTarget.of(plan(), out);
    killed.begin();
    try (ImportWriter.OfFile file = new ImportWriter(plan(), new LocalStorage(out)).new OfFile(0)) {
      file.add(row(7, null));
      file.add(row(8, "duplicate"));
      file.end();
    }
    assertThat(out.resolve("__rondo/rejected")).isNotEmptyDirectory();

    ImportTarget again = ImportTarget.of(plan(), out);
    again.begin();
    again.withdraw();

    try (Stream<Path> left = Files.walk(out)) {
      assertThat(left).containsExactlyInAnyOrder(out, foreign);
    }
  }

  @Test
  void anImportBesideTheRecordOfAnotherIsRefusedAndTakesNothingBack() throws IOException {
    Path record = directory.resolve("out/__rondo/import.json");
    Files.createDirectories(record.getParent());
    Files.writeString(record, "{}");
    ImportTarget target = ImportTarget.of(plan(), directory.resolve("out"));

    assertThatThrownBy(target::begin).isInstanceOf(Storage.ConflictException.class);
    target.withdraw();
    assertThat(record).hasContent("{}");
  }

  @Test
  void aBlockOfLongRowsEndsBeforeItFillsTheMemory() throws IOException {
    LocalStorage storage = new LocalStorage(directory.resolve("out"));
    ImportWriter writer = new ImportWriter(plan(), storage);
    String half = "x".repeat((int) ImportWriter.MOST_BLOCK_CHARACTERS / 2);
    try (ImportWriter.OfFile file = writer.new OfFile(0)) {
      file.add(row(0, half, null));
      file.add(row(1, "1" + half, null));
      file.add(row(2, null));
      file.add(row(ImportPlan.BLOCK_ROWS, null));
      writer.commit(file.end());
    }
    DatasetStore store = new DatasetStore(storage, "");
    assertThat(store.committedManifest().files())
        .extracting(file -> file.path() + " " + file.rows())
        .contains(
            "shard-000-00000.parquet 2", "shard-000-00001.parquet 1", "shard-000-00002.parquet 1");
  }

  @Test
  void whatWasThereBeforeStays() throws IOException {
    Path out = Files.createDirectories(directory.resolve("out"));
    Path mine = Files.writeString(out.resolve("notes.parquet"), "mine");
    // Such as the shard of another import, which is imported from where it lies.
    Path shard = Files.writeString(out.resolve("shard-001-00000.parquet"), "mine, too");
    ImportTarget target = ImportTarget.of(plan(), out);
    try (ImportWriter.OfFile file = new ImportWriter(plan(), new LocalStorage(out)).new OfFile(0)) {
      file.add(row(7, null));
      file.add(row(8, "duplicate"));
      file.end();
    }
    target.withdraw();
    assertThat(out.toFile().list())
        .containsExactlyInAnyOrder(mine.getFileName().toString(), shard.getFileName().toString());
  }

  @Test
  void theDatasetOfAnotherImportIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path out = directory.resolve("out");
    ImportWriter writer = new ImportWriter(plan(), new LocalStorage(out));
    try (ImportWriter.OfFile file = writer.new OfFile(0)) {
      file.add(row(7, null));
      writer.commit(file.end());
    }
    ImportTarget.of(plan(), out).withdraw();
    new DatasetStore(new LocalStorage(out), "").verify();

    Files.writeString(source, "{\"problem\": \"2+2?\"}\n");
    assertThatThrownBy(() -> ImportTarget.of(plan(), out))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it holds something else (allowed: an empty directory");
    assertThatThrownBy(() -> ImportTarget.of(plan(), source.resolve("below")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a.json is no directory");
  }

  @Test
  void aFileThatGrowsWhileItIsReadIsRefused() throws IOException {
    ImportPlan plan = plan();
    plan.requireUnchanged(0);
    Files.writeString(source, "{}\n", StandardOpenOption.APPEND);

    assertThatThrownBy(() -> plan.requireUnchanged(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a.json: it was changed while it was read");
  }

  private ImportPlan plan() throws IOException {
    ImportPlan.Source file = ImportPlan.Source.of(source);
    return new ImportPlan(
        List.of(file, file),
        SourceFormat.named("plain"),
        new ProblemForm("plain", "arithmetic", PromptTemplate.NONE),
        new Splits(Split.NONE, 0),
        new ImportPlan.Limits(1 << 20, 1 << 20),
        List.of(),
        "test");
  }

  private static Candidate row(long row, String reason) {
    return row(row, "Q" + row + "?", reason);
  }

  private static Candidate row(long row, String question, String reason) {
    Candidate candidate =
        new Candidate(
            new RowPlace(0, row, row + 1),
            NormalizedText.digest(question),
            new Candidate.Statement(question, "7", null),
            null,
            "{}");
    return reason == null
        ? candidate
        : candidate.rejected(new Candidate.Rejection(reason, "The same problem is x"));
  }
}
