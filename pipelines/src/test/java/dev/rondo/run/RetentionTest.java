package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.ManifestJson;
import dev.rondo.dataset.Removal;
import dev.rondo.dataset.Storage;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goes through whole runs by their plans, with files of one byte in place of weights and rows: each
 * action is refused unless every file that it really reads is there, and after each of them the
 * newest round can be made again. All settings of retention with all kinds of references and
 * controls.
 */
class RetentionTest {
  private static final int ROUNDS = 5;
  private static final List<String> POLICY_FILES =
      List.of(
          "config.json",
          "model.safetensors",
          "tokenizer.json",
          "trainer/moments.safetensors",
          "trainer/state.json",
          "trainer/weights.safetensors");

  @TempDir private Path folder;
  private MemoryStorage storage;
  private RunDirectory run;
  private final List<Action> done = new ArrayList<>();

  @Test
  void noActionLacksWhatItReadsWhateverIsRemoved() throws Exception {
    int runs = 0;
    for (String reference : List.of("round", "every-n-rounds", "frozen")) {
      for (String control : List.of("updates: 0", "updates: 9", "kind: shuffled-verdicts")) {
        begin(reference, control, "{}");
        List<Action> without = wholeRun(false);
        assertThat(without).noneMatch(Action.Remove.class::isInstance);
        for (int policies : List.of(0, 1, 2)) {
          for (int states : List.of(0, 1, 2)) {
            for (int every : List.of(0, 2)) {
              for (boolean isEvaluatedKept : List.of(true, false)) {
                begin(
                    reference,
                    control,
                    String.format(
                        Locale.ROOT,
                        "{policies: %d, policies-every: %d, policies-evaluated: %s, states: %d,"
                            + " states-every: %d, rollouts: %d, rollouts-every: %d}",
                        policies,
                        every,
                        isEvaluatedKept,
                        states,
                        every,
                        states,
                        every));
                List<Action> with = wholeRun(runs % 2 == 1);
                with.removeIf(Action.Remove.class::isInstance);
                assertThat(new TreeSet<>(with.stream().map(Action::describe).toList()))
                    .isEqualTo(new TreeSet<>(without.stream().map(Action::describe).toList()));
                checkWhatIsLeft();
                runs++;
              }
            }
          }
        }
      }
    }
    assertThat(runs).isEqualTo(324);
  }

  @Test
  void aRemovalThatWasCutShortIsGoneOnWithByItsRecord() throws Exception {
    begin("round", "updates: 0", "{policies: 1, policies-evaluated: false, rollouts: 1}");
    wholeRun(false);
    String file = "policies/round-000002/model.safetensors";
    assertThat(storage.exists(file)).isFalse();
    storage.files.put(file, new byte[] {1});

    assertThat(Plan.plan(run))
        .containsExactly(new Action.Remove("policies/round-000002", Removal.POLICY));
    perform(Plan.plan(run).get(0));
    assertThat(storage.exists(file)).isFalse();
    assertThat(Plan.plan(run)).isEmpty();
  }

  @Test
  void theRecordNamesTheRuleAndWhatIsGone() throws Exception {
    begin("round", "updates: 0", "{states: 2, states-every: 2, rollouts: 1}");
    wholeRun(false);

    Removal states =
        run.dataset("policies/round-000001").removals().of(Removal.TRAINER_STATE).orElseThrow();
    assertThat(states.rule()).isEqualTo("retention.states: 2, retention.states-every: 2");
    assertThat(states.files())
        .containsExactly("trainer/moments.safetensors", "trainer/weights.safetensors");
    assertThat(Retention.removed(run).stream().map(Retention.Removed::dataset))
        .containsExactly(
            "policies/round-000001",
            "policies/round-000003",
            "rollouts/round-000001",
            "rollouts/round-000002",
            "rollouts/round-000003",
            "rollouts/round-000004");
  }

  @Test
  void aRoundWithoutItsReferenceIsRefusedBeforeItIsMadeAgain() throws Exception {
    begin(
        "every-n-rounds",
        "updates: 0",
        "{policies: 1, policies-every: 3, policies-evaluated: false, states: 1, states-every: 3}");
    wholeRun(false);
    assertThatReproducing(4)
        .hasMessageContaining(
            "Cannot train with policies/round-000002: its policy files were removed by"
                + " retention.policies: 1");
  }

  @Test
  void aRoundWithADamagedBaseOfAdaptersIsRefusedBeforeItIsMadeAgain() throws Exception {
    begin("round", "updates: 0", "{}\nadapters: {rank: 4}");
    wholeRun(false);
    String file = "policies/round-000000/model.safetensors";
    storage.files.put(file, new byte[] {2});
    assertThatReproducing(3)
        .hasMessageStartingWith("Cannot reproduce round 3: ")
        .hasMessageContaining(file);
  }

  private AbstractThrowableAssert<?, ?> assertThatReproducing(int round) {
    return assertThatThrownBy(
            () ->
                Reproduction.reproduce(
                    run, round, folder.resolve("again"), null, Progress.silent()))
        .isInstanceOf(InvalidInputException.class);
  }

  private void begin(String reference, String control, String retention) {
    String text =
        String.format(
            Locale.ROOT,
            """
            run: {rounds: %d, evaluate-every: 3}
            optimizer: {warm-up-rounds: 0}
            objective: {reference: %s, reference-rounds: 2}
            evaluation: {samples: 8, progress-samples: 4, ks: [1, 8]}
            control: {%s}
            retention: %s
            """,
            ROUNDS,
            reference,
            control,
            retention);
    storage = new MemoryStorage(folder);
    done.clear();
    Path root = folder.resolve("run-" + Digests.sha256(text.getBytes(StandardCharsets.UTF_8)));
    FrozenConfig.freeze(RunConfig.parse(text, "test"), root);
    run = RunDirectory.open(root, (StorageLocation) () -> storage);
  }

  /** Does the plan to its end: the first action each time, or the last. */
  private List<Action> wholeRun(boolean isLastFirst) throws IOException {
    for (List<Action> plan = Plan.plan(run); !plan.isEmpty(); plan = Plan.plan(run)) {
      perform(plan.get(isLastFirst ? plan.size() - 1 : 0));
      requireWhatMakesTheNewestAgain();
      assertThat(done).hasSizeLessThan(200);
    }
    return new ArrayList<>(done);
  }

  private void perform(Action action) throws IOException {
    done.add(action);
    if (action instanceof Action.MakeProblems) {
      for (String problems : List.of("held-out", "demonstrations", "training")) {
        commit("problems/" + problems, "problems", List.of());
      }
    } else if (action instanceof Action.WarmStart) {
      commit("policies/round-000000", "policy", POLICY_FILES);
    } else if (action instanceof Action.Sample sample) {
      sample(Chain.ROUNDS, sample.round());
    } else if (action instanceof Action.SampleControl sample) {
      sample(Chain.CONTROL, sample.round());
    } else if (action instanceof Action.Train train) {
      train(Chain.ROUNDS, train.round());
    } else if (action instanceof Action.TrainControlRound train) {
      train(Chain.CONTROL, train.round());
    } else if (action instanceof Action.TrainControl) {
      requireWhole("policies/round-000000");
      commit("policies/control", "policy", POLICY_FILES);
    } else if (action instanceof Action.Evaluate evaluate) {
      requireWeights(RunDirectory.policyDirectory(evaluate.policy()));
      String directory = RunDirectory.evaluationDirectory(evaluate.benchmark(), evaluate.policy());
      summary(directory, evaluate.samples());
      summary(RunDirectory.greedyDirectory(directory), 1);
    } else if (action instanceof Action.Remove remove) {
      run.dataset(remove.dataset()).remove(Retention.removal(run, remove, new TreeMap<>()));
    } else {
      String page = ShownState.element(ShownState.of(run));
      storage.files.put(RunDirectory.REPORT, page.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void sample(Chain chain, int round) throws IOException {
    requireWeights(chain.policyDirectory(round - 1));
    commit(chain.rolloutsDirectory(round), "rollouts", List.of("shard-00000.parquet"));
  }

  private void train(Chain chain, int round) throws IOException {
    requireWhole(chain.rolloutsDirectory(round));
    requirePoliciesBefore(chain, round);
    commit(chain.policyDirectory(round), "policy", POLICY_FILES);
  }

  private void requirePoliciesBefore(Chain chain, int round) throws IOException {
    requireWhole(chain.policyDirectory(round - 1));
    requireWhole(chain.policyDirectory(Trainings.referenceRound(run.config(), round)));
    requireWhole("policies/round-000000"); // the base of adapters
  }

  /** What repair and reproduce read, where two policies and two states are kept, or all. */
  private void requireWhatMakesTheNewestAgain() throws IOException {
    var retention = run.config().retention();
    if (retention.policies() == 1 || retention.states() == 1) {
      return;
    }
    for (Chain chain : Chain.values()) {
      int newest = 0;
      while (run.isCommitted(chain.policyDirectory(newest + 1))) {
        newest++;
      }
      if (newest > 0) {
        requirePoliciesBefore(chain, newest);
      }
    }
  }

  private void requireWhole(String dataset) throws IOException {
    for (FileEntry file : run.dataset(dataset).committedManifest().files()) {
      requireFile(dataset + "/" + file.path());
    }
  }

  private void requireWeights(String policy) throws IOException {
    for (String file : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      requireFile(policy + "/" + file);
    }
  }

  private void requireFile(String path) {
    if (!storage.exists(path)) {
      fail("%s was needed after %s with %s", path, done, run.config().retention());
    }
  }

  /** What the settings keep is there, and of the rest nothing but what always stays. */
  private void checkWhatIsLeft() throws IOException {
    var retention = run.config().retention();
    for (int round = 1; round <= ROUNDS; round++) {
      boolean isEvaluated =
          round == ROUNDS
              || run.config().run().evaluateEvery() > 0
                  && round % run.config().run().evaluateEvery() == 0;
      boolean isPolicyKept =
          isKept(round, retention.policies(), retention.policiesEvery())
              || round == ROUNDS
              || retention.policiesEvaluated() && isEvaluated;
      boolean isStateKept =
          isKept(round, retention.states(), retention.statesEvery()) || round == ROUNDS;
      String policy = RunDirectory.policyDirectory(round);
      Set<String> expected = new TreeSet<>();
      if (isPolicyKept) {
        expected.addAll(isStateKept ? POLICY_FILES : withoutState());
      } else {
        expected.add("trainer/state.json");
      }
      expected.removeIf(file -> storage.files.containsKey(policy + "/" + file));
      assertThat(expected).as("missing of %s in %s", policy, run.config().retention()).isEmpty();
      assertThat(storage.files.containsKey(policy + "/model.safetensors"))
          .as("weights of %s in %s", policy, run.config().retention())
          .isEqualTo(isPolicyKept);
      assertThat(storage.files.containsKey(policy + "/trainer/moments.safetensors"))
          .as("moments of %s in %s", policy, run.config().retention())
          .isEqualTo(isPolicyKept && isStateKept);
      assertThat(
              storage.files.containsKey(
                  RunDirectory.rolloutsDirectory(round) + "/shard-00000.parquet"))
          .isEqualTo(isKept(round, retention.rollouts(), retention.rolloutsEvery()));
    }
  }

  private static List<String> withoutState() {
    return List.of("config.json", "model.safetensors", "tokenizer.json", "trainer/state.json");
  }

  private static boolean isKept(int round, int newest, int every) {
    return newest == 0 || round > ROUNDS - newest || every > 0 && round % every == 0;
  }

  private void commit(String directory, String kind, List<String> paths) throws IOException {
    List<FileEntry> files = new ArrayList<>();
    for (String path : paths) {
      storage.putIfAbsent(directory + "/" + path, out -> out.write(1));
      boolean hasRows = path.endsWith(".parquet");
      files.add(
          new FileEntry(
              path, 1, Digests.sha256(new byte[] {1}), 0, hasRows ? "d".repeat(64) : null));
    }
    byte[] manifest =
        ManifestJson.toJson(
            new DatasetManifest(
                DatasetManifest.FORMAT_VERSION,
                kind,
                files,
                new TreeMap<>(),
                Lineage.ofNoParents().withSeed(0L).writtenBy("test")));
    String path = new DatasetStore(storage, directory).storagePath(DatasetManifest.FILE_NAME);
    storage.putIfAbsent(path, out -> out.write(manifest));
  }

  private void summary(String directory, int samples) throws IOException {
    storage.files.put(RunDirectory.summaryPath(directory), Summaries.of(samples));
  }

  /** Files in memory; what is asked for as a local file has one until the next is. */
  private static final class MemoryStorage implements Storage {
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private final Path folder;

    MemoryStorage(Path folder) {
      this.folder = folder;
    }

    @Override
    public byte[] read(String path) throws IOException {
      byte[] bytes = files.get(path);
      if (bytes == null) {
        throw new NoSuchFileException(path);
      }
      return bytes;
    }

    @Override
    public Path localFile(String path) throws IOException {
      return Files.write(folder.resolve("local"), read(path));
    }

    @Override
    public boolean exists(String path) {
      return files.containsKey(path);
    }

    @Override
    public List<String> list(String prefix) {
      return files.keySet().stream().filter(path -> path.startsWith(prefix)).toList();
    }

    @Override
    public Commit putIfAbsent(String path, Content content) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      content.writeTo(out);
      byte[] before = files.putIfAbsent(path, out.toByteArray());
      if (before == null) {
        return Commit.CREATED;
      }
      if (!Arrays.equals(before, out.toByteArray())) {
        throw new ConflictException(path);
      }
      return Commit.ALREADY_EQUAL;
    }

    @Override
    public void delete(String path) {
      files.remove(path);
    }

    @Override
    public void sweep(String prefix) {}
  }
}
