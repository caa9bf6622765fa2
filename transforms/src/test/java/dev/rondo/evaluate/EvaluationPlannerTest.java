package dev.rondo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationPlannerTest {
  @TempDir private Path folder;

  @Test
  void samplesAddedLaterGoIntoFurtherBlocks() {
    assertThat(ranges(new TreeMap<>(), 100)).containsExactly("0-64", "64-100");
    assertThat(ranges(committed(0, 64, 64, 100), 256))
        .containsExactly("0-64", "64-100", "100-128", "128-192", "192-256");
    assertThat(ranges(committed(0, 64, 64, 100), 50)).containsExactly("0-64", "64-100");
  }

  @Test
  void aBlockBehindAGapIsNotCounted() {
    assertThat(ranges(committed(0, 16, 64, 128), 64)).containsExactly("0-16", "16-64");
  }

  @Test
  void anIdThatTwoProblemsHaveIsRefusedBeforeAnythingIsSampled() {
    List<Problem> problems =
        List.of(
            new Problem("a", "1 + 1", "2", "arithmetic", "test", null),
            new Problem("a", "1 + 2", "3", "arithmetic", "test", null));
    assertThatThrownBy(() -> new EvaluationPlanner(null, null, problems, 1, 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot evaluate on problems with id a twice (allowed: each id once)");
  }

  @Test
  void moreProblemsThanASummaryCanHoldAreRefusedBeforeAnythingIsSampled() {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < 320_000; i++) {
      String id = String.format(Locale.ROOT, "problem-%012d", i);
      problems.add(new Problem(id, "1 + 1", "2", "arithmetic", "test", null));
    }
    Storage storage = new LocalStorage(folder);
    assertThatThrownBy(
            () ->
                new EvaluationPlanner(storage, Lineage.of(Map.of()), problems, 1, 1, 1)
                    .blocks("base", new SamplingSettings(1, 1, 0, 24), 8))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "Cannot evaluate on problems: 320000 \\(allowed: about 3[01][0-9]{4} in one evaluation,"
                + " of which pass-at-k.json can be read; divide them into several datasets\\)");
  }

  @Test
  void theBoundOfASummaryIsJustAboveIt() {
    List<ProblemTally> tallies = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String id = String.format(Locale.ROOT, "\"\u00e4-%08d", i);
      tallies.add(new ProblemTally(id, 200, 100, 100, 200, 200, 200, 200L * 1000));
    }
    EvaluationSubject subject =
        new EvaluationSubject(
            "x", "a".repeat(64), "b".repeat(64), new SamplingSettings(1, 1, 0, 24), "exact@1");
    long bytes = EvaluationSummary.of(subject, tallies, List.of(1, 8, 64)).toJson().length;
    List<String> ids = tallies.stream().map(ProblemTally::problemId).toList();

    assertThat(SummaryJson.mostBytes(ids, 200, 1000))
        .isBetween(bytes, bytes + (1 << 16) + 3 * 2_000);
  }

  @Test
  void samplesThatNoBlockCanBeNamedByAreRefused() {
    EvaluationPlan.requireKs(999_999, List.of(1));
    assertThatThrownBy(() -> EvaluationPlan.requireKs(1_000_000, List.of(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot evaluate with samples: 1000000 (allowed: 1 to 999999)");
  }

  @Test
  void aSummaryOfFewerSamplesThanItsBlocksHoldIsRefused() {
    Lineage lineage = Lineage.of(Map.of()).inGroupsOf(4).judgedBy("exact@1");
    EvaluationPlan plan =
        new EvaluationPlan(
            "pass-at-k.json",
            "x",
            "a".repeat(64),
            "b".repeat(64),
            List.of(1),
            0,
            List.of(
                new EvaluationBlock("block-000000-000004", lineage, null),
                new EvaluationBlock("block-000004-000008", lineage, null)),
            null);
    BlockTally counted = BlockTally.empty();
    counted.problems().put("p", new ProblemTally("p", 4, 1, 0, 0, 0, null, 9));
    assertThatThrownBy(() -> SummarizeEvaluation.summary(plan, counted))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Cannot summarize problem p with samples: 4 (allowed: 8, those of all blocks)");
  }

  @Test
  void aSummaryIsReplacedAndNoneIsWrittenThatCannotBeRead() throws IOException {
    Storage storage = new LocalStorage(folder);
    for (String content : List.of("first", "second", "second")) {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      SummarizeEvaluation.replace(storage, "summary", bytes);
      assertThat(storage.read("summary")).isEqualTo(bytes);
    }
    byte[] tooMany = new byte[(int) RegularFiles.MOST_DOCUMENT_BYTES + 1];
    assertThatThrownBy(() -> SummarizeEvaluation.replace(storage, "summary", tooMany))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("summary: 67108865 bytes (allowed: at most 67108864");
    assertThat(storage.read("summary")).asString(StandardCharsets.UTF_8).isEqualTo("second");
  }

  private static SortedMap<Integer, Integer> committed(int... bounds) {
    SortedMap<Integer, Integer> ranges = new TreeMap<>();
    for (int i = 0; i < bounds.length; i += 2) {
      ranges.put(bounds[i], bounds[i + 1]);
    }
    return ranges;
  }

  private static List<String> ranges(SortedMap<Integer, Integer> committed, int samples) {
    return EvaluationPlanner.blockRanges(committed, samples).stream()
        .map(range -> range[0] + "-" + range[1])
        .toList();
  }
}
