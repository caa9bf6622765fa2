package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationBlock;
import dev.rondo.evaluate.EvaluationPlan;
import dev.rondo.evaluate.EvaluationSubject;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.evaluate.ProblemTally;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CommitsTest {
  private static final String MANIFEST = "rollouts/round-000001/__rondo/manifest.json";
  private static final String SUMMARY = "evals/held-out/round-000001/__rondo/pass-at-k.json";

  private static final SamplingSettings SAMPLING = new SamplingSettings(1, 1, 0, 8);
  private static final EvaluationPlan PLAN =
      new EvaluationPlan(
          SUMMARY,
          "held-out",
          "a".repeat(64),
          "b".repeat(64),
          List.of(1),
          0,
          List.of(
              new EvaluationBlock(
                  "evals/held-out/round-000001/block-000000-000004",
                  Lineage.of(Map.of()).sampledWith(SAMPLING).inGroupsOf(4).judgedBy("exact@1"),
                  null)),
          null);

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private final List<String> read = new ArrayList<>();

  @Test
  void whatANetworkFileSystemRemembersAsAbsentIsFoundOnceItsDirectoriesWereRead() throws Exception {
    write(MANIFEST);
    writeSummary(4, List.of(1));
    commits(remembering()).require("job", Duration.ofSeconds(20), said::add);
    assertThat(read)
        .contains("", "rollouts", "rollouts/round-000001", "rollouts/round-000001/__rondo")
        .contains("evals/held-out/round-000001/__rondo");
    assertThat(said).isEmpty();
  }

  @Test
  void aFileSystemThatFailsForAWhileIsAskedAgain() throws Exception {
    write(MANIFEST);
    writeSummary(4, List.of(1));
    int[] left = {3};
    commits(failing(left)).require("job", Duration.ofSeconds(20), said::add);
    assertThat(left[0]).isZero();
    left[0] = Integer.MAX_VALUE;
    assertThatThrownBy(
            () -> commits(failing(left)).require("job", Duration.ofMillis(300), said::add))
        .isInstanceOf(IOException.class)
        .hasMessage("Stale file handle");
  }

  @Test
  void aSummaryThatIsNotThereIsNamed() throws Exception {
    write(MANIFEST);
    assertThatThrownBy(() -> commits(storage()).require("job", Duration.ZERO, said::add))
        .isInstanceOf(IOException.class)
        .hasMessage("Job job ended without committing " + SUMMARY + "; finished shards are kept");
  }

  /** It was there before the job. */
  @Test
  void aSummaryOfOtherSamplesOrOtherKIsNotTheOneThatTheJobWrites() throws Exception {
    write(MANIFEST);
    for (int samples : new int[] {2, 8}) {
      writeSummary(samples, List.of(1));
      assertThat(commits(storage()).areThere()).isFalse();
    }
    writeSummary(4, List.of(1, 2));
    assertThatThrownBy(() -> commits(storage()).require("job", Duration.ZERO, said::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Job job ended without committing " + SUMMARY);
    writeSummary(4, List.of(1));
    assertThat(commits(storage()).areThere()).isTrue();
    storage().replace(SUMMARY, out -> out.write('{'));
    assertThatThrownBy(() -> commits(storage()).require("job", Duration.ZERO, said::add))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot read " + folder.resolve(SUMMARY));
  }

  @Test
  void aDatasetThatIsNotThereIsWaitedForAndSaidAndNamed() {
    assertThat(commits(storage()).areThere()).isFalse();
    assertThatThrownBy(() -> commits(storage()).require("job", Duration.ofSeconds(4), said::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended without committing rollouts/round-000001;");
    assertThat(said)
        .containsExactly(
            "job: ended, and this machine does not see rollouts/round-000001: looks again for 4 s");
  }

  @Test
  void theRootOfAStorageIsADataset() throws Exception {
    Commits root = new Commits(storage(), List.of(""), List.of());
    assertThatThrownBy(() -> root.require("job", Duration.ZERO, said::add))
        .hasMessageContaining("without committing " + folder);
    storage().putIfAbsent("__rondo/manifest.json", out -> out.write('{'));
    assertThat(root.areThere()).isTrue();
  }

  private void write(String path) throws IOException {
    storage().putIfAbsent(path, out -> out.write('{'));
  }

  private void writeSummary(int samples, List<Integer> ks) throws IOException {
    ProblemTally tally = new ProblemTally("p", samples, 0, 0, 0, 0, null, samples);
    byte[] summary =
        EvaluationSummary.of(
                new EvaluationSubject(
                    "held-out", "a".repeat(64), "b".repeat(64), SAMPLING, "exact@1"),
                List.of(tally),
                ks)
            .toJson();
    storage().replace(SUMMARY, out -> out.write(summary));
  }

  private LocalStorage storage() {
    return new LocalStorage(folder);
  }

  private Commits commits(Storage storage) {
    return new Commits(storage, List.of("rollouts/round-000001"), List.of(PLAN));
  }

  /** Fails as often as is left. */
  private Storage failing(int[] left) {
    return asked(
        (method, arguments) -> {
          if (left[0] > 0) {
            left[0]--;
            throw new IOException("Stale file handle");
          }
          return null;
        });
  }

  /** A file is absent until its directory is read. */
  private Storage remembering() {
    return asked(
        (method, arguments) -> {
          if (method.getName().equals("names")) {
            read.add((String) arguments[0]);
          }
          if (method.getName().equals("exists")) {
            String path = (String) arguments[0];
            if (!read.contains(path.substring(0, path.lastIndexOf('/')))) {
              return false;
            }
          }
          return null;
        });
  }

  /** What a storage does instead. */
  private interface Instead {
    /** Answers; null if the storage itself is to answer. */
    Object answer(Method method, Object[] arguments) throws IOException;
  }

  private Storage asked(Instead instead) {
    LocalStorage local = storage();
    return (Storage)
        Proxy.newProxyInstance(
            Storage.class.getClassLoader(),
            new Class<?>[] {Storage.class},
            (proxy, method, arguments) -> {
              Object answer = instead.answer(method, arguments);
              if (answer != null) {
                return answer;
              }
              try {
                return method.invoke(local, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
