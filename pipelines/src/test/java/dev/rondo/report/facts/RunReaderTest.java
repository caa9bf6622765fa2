package dev.rondo.report.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Removal;
import dev.rondo.report.CommittedRun;
import dev.rondo.report.facts.RoundFacts.Lengths;
import dev.rondo.report.facts.RunFacts.DatasetFacts;
import dev.rondo.report.facts.SampleRollout.Piece;
import dev.rondo.run.BareRun;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facts of a committed run equal what was committed, counted once more here. */
class RunReaderTest {
  private static final int ROUNDS = 5;
  private static final int PROBLEMS = 4;
  private static final int GROUP = 4;

  @TempDir private static Path shared;
  private static RunFacts facts;

  @TempDir private Path directory;

  @BeforeAll
  static void read() throws IOException {
    facts = RunReader.read(CommittedRun.finished(shared, ROUNDS));
  }

  @Test
  void aRoundsVerdictsAndGroupsAreThoseOfItsRows() {
    assertThat(facts.rounds()).hasSize(ROUNDS);
    for (int round = 1; round <= ROUNDS; round++) {
      long correct = 0;
      long unknown = 0;
      long truncated = 0;
      long tokens = 0;
      int mixed = 0;
      for (int problem = 0; problem < PROBLEMS; problem++) {
        int correctInGroup = 0;
        for (int sample = 0; sample < GROUP; sample++) {
          Outcome verdict = CommittedRun.verdict(round, problem, sample);
          correctInGroup += verdict == Outcome.CORRECT ? 1 : 0;
          unknown += verdict == Outcome.UNKNOWN ? 1 : 0;
          truncated += CommittedRun.isTruncated(problem, sample) ? 1 : 0;
          tokens += CommittedRun.tokens(round, problem, sample);
        }
        correct += correctInGroup;
        mixed += correctInGroup > 0 && correctInGroup < GROUP ? 1 : 0;
      }
      RoundFacts of = facts.rounds().get(round - 1);
      assertThat(of.round()).isEqualTo(round);
      assertThat(of.verdicts().rollouts()).isEqualTo(PROBLEMS * GROUP);
      assertThat(of.verdicts().correct()).isEqualTo(correct);
      assertThat(of.verdicts().unknown()).isEqualTo(unknown);
      assertThat(of.verdicts().truncated()).isEqualTo(truncated);
      assertThat(of.verdicts().reasons().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(PROBLEMS * GROUP);
      assertThat(of.verdicts().reasons().getOrDefault("CORRECT, equal", 0L)).isEqualTo(correct);
      assertThat(of.verdicts().reasons().getOrDefault("UNKNOWN, timeout", 0L)).isEqualTo(unknown);
      assertThat(of.groups()).isEqualTo(new RoundFacts.Groups(PROBLEMS, mixed, 1));
      assertThat(of.meanResponseTokens()).isEqualTo((double) tokens / (PROBLEMS * GROUP));
    }
  }

  /** Of a directory without rows: they are not asked. */
  @Test
  void whatThePlannedProblemsGaveStandsBesideTheGroupsThatAreKept() throws IOException {
    BareRun bare = new BareRun(directory, "seed: 0");
    bare.round(1, 55, Optional.of(49));

    RoundFacts of = RoundReader.read(bare.run(), 1, false);
    assertThat(of.verdicts().correct()).isEqualTo(55);
    assertThat(of.first().orElseThrow().correctShare()).isEqualTo(0.49);
    assertThat(of.first().orElseThrow().meanResponseTokens()).isEqualTo(4);
    assertThat(facts.rounds().get(0).first()).isEmpty();
  }

  @Test
  void theSpreadOfLengthsIsByNearestRank() {
    List<Integer> lengths = new ArrayList<>();
    for (int problem = 0; problem < PROBLEMS; problem++) {
      for (int sample = 0; sample < GROUP; sample++) {
        lengths.add(CommittedRun.tokens(1, problem, sample));
      }
    }
    lengths.sort(Comparator.naturalOrder());
    TreeMap<Integer, Long> counts = new TreeMap<>();
    lengths.forEach(length -> counts.merge(length, 1L, Long::sum));

    // Of 16: the 2nd has a tenth at or below it, the 8th half, the 15th nine tenths.
    assertThat(facts.rounds().get(0).lengths())
        .contains(
            new Lengths(
                lengths.get(0),
                lengths.get(1),
                lengths.get(7),
                lengths.get(14),
                lengths.get(15),
                counts));
  }

  @Test
  void samplesShowEveryVerdictWithPromptAnswerAndTokens() {
    assertThat(facts.samples()).isNotEmpty();
    assertThat(
            facts.samples().stream().map(s -> s.judgement().verdict()).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("CORRECT", "INCORRECT", "UNKNOWN");
    for (SampleRollout sample : facts.samples()) {
      int problem = Integer.parseInt(sample.problem().id().substring("problem-".length()));
      assertThat(sample.problem().prompt()).isEqualTo(CommittedRun.prompt(problem));
      assertThat(sample.problem().answer()).isEqualTo(Integer.toString(problem + 1));
      assertThat(sample.judgement().verdict())
          .isEqualTo(CommittedRun.verdict(sample.round(), problem, sample.sampleIndex()).name());
      assertThat(sample.response().tokens())
          .isEqualTo(CommittedRun.tokens(sample.round(), problem, sample.sampleIndex()));
      List<Piece> pieces = sample.response().pieces();
      assertThat(pieces.stream().map(Piece::text).collect(Collectors.joining()))
          .isEqualTo(sample.response().text());
      for (int i = 0; i < pieces.size(); i++) {
        assertThat(pieces.get(i).logprob()).isEqualTo(-0.25 * (i % 20));
      }
    }
  }

  /** The group is incorrect, correct, incorrect, correct, incorrect, unknown, correct. */
  @Test
  void aVerdictThatComesLateIsShownToo() throws IOException {
    RunDirectory run = CommittedRun.of(directory, 1, 1, 7, 1);

    assertThat(RunReader.read(run).samples())
        .extracting(sample -> sample.judgement().verdict())
        .containsExactly("INCORRECT", "CORRECT", "INCORRECT", "CORRECT", "UNKNOWN");
  }

  @Test
  void everyManifestIsADatasetWithItsParents() {
    DatasetFacts rollouts =
        facts.datasets().stream()
            .filter(d -> d.path().equals("rollouts/round-000002"))
            .findFirst()
            .orElseThrow();
    DatasetFacts parent =
        facts.datasets().stream()
            .filter(d -> d.path().equals("policies/round-000001"))
            .findFirst()
            .orElseThrow();

    assertThat(facts.datasets()).hasSize(5 + (ROUNDS + 1) + 1 + ROUNDS);
    assertThat(rollouts.rows()).isEqualTo(PROBLEMS * GROUP);
    assertThat(rollouts.lineage().parents()).containsEntry("policy", parent.version());
  }

  @Test
  void aRunThatHasOnlyBegunHasFactsToo() throws IOException {
    RunFacts begun = RunReader.read(CommittedRun.begun(directory, 3));

    assertThat(begun.rounds()).isEmpty();
    assertThat(begun.samples()).isEmpty();
    assertThat(begun.evaluations()).isEmpty();
    assertThat(begun.datasets()).isEmpty();
  }

  @Test
  void withoutATokenizerResponsesAreShownWithoutTheirTokens() throws IOException {
    RunDirectory run = CommittedRun.finished(directory, 1);
    Files.delete(directory.resolve("policies/round-000000/tokenizer.json"));

    assertThat(RunReader.read(run).samples())
        .isNotEmpty()
        .allSatisfy(sample -> assertThat(sample.response().pieces()).isEmpty());
  }

  @Test
  void aReaderReadsAgainOnlyWhatIsNew() throws IOException {
    RunDirectory run = CommittedRun.finished(directory, 2);
    RunReader reader = new RunReader(run);
    RunFacts first = reader.facts();
    try (Stream<Path> files = Files.walk(directory.resolve("rollouts"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> files = Files.walk(directory.resolve("policies"))) {
      for (Path file : files.filter(f -> f.endsWith("manifest.json")).toList()) {
        Files.writeString(file, "what nobody reads again");
      }
    }

    assertThat(reader.facts().rounds()).isEqualTo(first.rounds());
    assertThat(reader.facts().datasets()).isEqualTo(first.datasets());
  }

  /** A round whose samples are known is not opened again when another one comes. */
  @Test
  void samplesOfARoundAreReadOnceHoweverManyRoundsCome() throws IOException {
    Path root = directory.resolve("run");
    RunReader reader = new RunReader(CommittedRun.finished(root, 2));
    List<Path> ofSecond;
    try (Stream<Path> folders = Files.walk(root)) {
      ofSecond = folders.filter(folder -> folder.endsWith("round-000002")).toList();
    }
    for (Path folder : ofSecond) {
      Files.move(folder, directory.resolve("away-" + ofSecond.indexOf(folder)));
    }
    List<SampleRollout> first = reader.facts().samples();
    assertThat(first).isNotEmpty().allMatch(sample -> sample.round() == 1);
    try (Stream<Path> files = Files.list(root.resolve("rollouts/round-000001"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        Files.delete(file);
      }
    }
    for (Path folder : ofSecond) {
      Files.move(directory.resolve("away-" + ofSecond.indexOf(folder)), folder);
    }

    List<SampleRollout> both = reader.facts().samples();
    assertThat(both).startsWith(first.toArray(SampleRollout[]::new));
    assertThat(both).anyMatch(sample -> sample.round() == 2);
  }

  @Test
  void aReaderSeesWhatWasRemovedSinceItLooked() throws IOException {
    RunDirectory run = CommittedRun.finished(directory, 2);
    RunReader reader = new RunReader(run);
    RunFacts first = reader.facts();
    DatasetStore rollouts = run.dataset(RunDirectory.rolloutsDirectory(1));
    Removal removal =
        new Removal(
            Removal.ROLLOUTS,
            "retention.rollouts: 1",
            rollouts.manifestDigest(),
            rollouts.committedManifest().files().stream()
                .filter(FileEntry::hasRows)
                .map(FileEntry::path)
                .toList(),
            new TreeMap<>());
    rollouts.remove(removal);

    RunFacts second = reader.facts();
    assertThat(first.datasets()).allSatisfy(d -> assertThat(d.removed()).isEmpty());
    assertThat(second.datasets())
        .filteredOn(d -> d.path().equals(rollouts.directory()))
        .allSatisfy(d -> assertThat(d.removed()).containsExactly(removal))
        .hasSize(1);
    assertThat(second.samples()).isNotEmpty().allMatch(sample -> sample.round() == 2);
  }

  @Test
  void chosenRoundsAreEvenWithTheFirstAndTheLast() {
    assertThat(RunReader.evenly(0, 5)).isEmpty();
    assertThat(RunReader.evenly(1, 5)).containsExactly(1);
    assertThat(RunReader.evenly(3, 5)).containsExactly(1, 2, 3);
    assertThat(RunReader.evenly(1000, 5)).containsExactly(1, 250, 500, 750, 1000);
  }
}
