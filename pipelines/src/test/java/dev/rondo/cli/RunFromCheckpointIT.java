// A whole run from a downloaded checkpoint and imported problems, as on the command line.
package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static dev.rondo.cli.CommandLineTestSupport.rondoOn;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileTree;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.TokenSequence;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Processor;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Rollout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFromCheckpointIT {
  private static final String CHAT =
      "  prompt: chat\n  system-prompt: Be brief.\n  published-dtype: bfloat16\n";
  private static final List<String> CHECKPOINT_FILES =
      List.of(
          "config.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja",
          "model.safetensors.index.json",
          "model-00001-of-00003.safetensors",
          "model-00002-of-00003.safetensors",
          "model-00003-of-00003.safetensors");

  @TempDir private Path directory;

  @BeforeEach
  void makeInputs() throws IOException {
    Path checkpoint = Files.createDirectory(directory.resolve("checkpoint"));
    for (String name : CHECKPOINT_FILES) {
      try (InputStream file = DjlPolicy.class.getResourceAsStream("golden-checkpoint/" + name)) {
        Files.copy(requireNonNull(file, name), checkpoint.resolve(name));
      }
    }
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "{\"problem\": \"Case %d: what is it?\", \"answer\": %d,"
                  + " \"solution\": \"\\\\boxed{%d}\"}%n",
              i,
              i % 2,
              i % 2));
    }
    Files.writeString(directory.resolve("rows.jsonl"), rows);
    succeed(
        "import",
        "--format=plain",
        "--verifier=arithmetic",
        "--from=" + directory.resolve("rows.jsonl"),
        "--to=" + directory.resolve("data"),
        "--split=training=0.67,held-out=0.33",
        "--",
        "--runner=DirectRunner");
  }

  @Test
  void aChatModelInBfloat16LearnsImportedProblemsAndIsPublished() throws IOException {
    Path run = finish(CHAT, "", "bfloat16");
    Path published = run.resolve("policies/round-000001");
    assertThat(published.resolve("trainer/weights.safetensors")).exists();
    for (String carried : List.of("tokenizer.json", "chat_template.jinja", "prompt.json")) {
      assertThat(published.resolve(carried))
          .hasSameBinaryContentAs(run.resolve("policies/round-000000/" + carried));
    }
    String evaluated =
        succeed(
            "eval",
            "--policy=" + published,
            "--problems=" + directory.resolve("data/held-out"),
            "--samples=2",
            "--dtype=bfloat16",
            "--out=" + directory.resolve("evaluated"),
            "--",
            "--runner=DirectRunner");
    assertThat(evaluated).contains("held-out:", "pass@1");
    assertThat(directory.resolve("evaluated/held-out/__rondo/evaluation.json"))
        .content()
        .contains("bfloat16");
    String both =
        succeed(
            "eval",
            "--policy=base=" + run.resolve("policies/round-000000"),
            "--policy=" + published,
            "--problems=" + directory.resolve("data/held-out"),
            "--samples=2",
            "--k=1,2",
            "--dtype=bfloat16",
            "--out=" + directory.resolve("evaluated"),
            "--",
            "--runner=DirectRunner");
    assertThat(both)
        .contains("## held-out", "| base | 2 |", "| " + published.getFileName() + " | 2 |")
        .contains("## Differences to base");
    // What was evaluated alone is found where it lies.
    assertThat(directory.resolve("evaluated/held-out/base/__rondo/pass-at-k.json"))
        .isNotEmptyFile();
    assertThat(directory.resolve("evaluated/held-out").resolve(published.getFileName()))
        .doesNotExist();
    String named = published.getFileName() + "=" + directory.resolve("evaluated");
    assertThat(succeed("compare", named, "--baseline=base", "--k=1,2"))
        .isEqualTo(both.substring(both.indexOf("## held-out"), both.indexOf("Wrote ")));
    checkRollouts(run, ComputeType.BFLOAT16, "<|im_start|>system\nBe brief.<|im_end|>");
    assertThat(run.resolve("report/index.html")).content().contains("data/training");
  }

  @Test
  void aPlainModelWithAdaptersGoesOnFromItsCheckpoint() throws IOException {
    Path run = finish("  prompt: plain\n", "adapters:\n  rank: 2\n", "float32");
    assertThat(run.resolve("policies/round-000001/adapter/adapter_config.json")).exists();
    checkRollouts(run, ComputeType.FLOAT32, "Case");
  }

  @Test
  void theQuickstartTakesAGgufFileToItsReportAndIsDoneTheSecondTime() throws IOException {
    Path file = directory.resolve("tiny.gguf");
    try (InputStream gguf = DjlPolicy.class.getResourceAsStream("gguf/llama-smollm.gguf")) {
      Files.copy(requireNonNull(gguf), file);
    }
    Path run = directory.resolve("run");
    String[] command = {"--size=tiny", "--model=" + file, "--out=" + run};

    Outcome made =
        rondoOn(
            new Processor(Set.of("sse4_2")),
            words("quickstart", command[0], command[1], command[2]));
    assertThat(made.exitCode()).as(made.err()).isZero();
    String first = made.out();
    assertThat(run.resolve("run.yaml")).content().contains("instruction-set: portable");
    assertThat(first).contains("before", "after", "control", "verdicts shuffled among");
    assertThat(run.resolve("report/index.html")).exists();
    assertThat(run.resolve("policies/control-000001/adapter/adapter_config.json")).exists();
    assertThat(run.resolve("problems/held-out/__rondo/manifest.json")).exists();

    Outcome again = rondo(words("quickstart", command[0], command[1], command[2]));
    assertThat(again.exitCode()).isEqualTo(0);
    assertThat(again.out()).isEqualTo(first);
    needsTheCheckpointNoMore(run, file, command, first);
    Path another = directory.resolve("other.gguf");
    try (InputStream gguf = DjlPolicy.class.getResourceAsStream("gguf/llama-gpt2.gguf")) {
      Files.copy(requireNonNull(gguf), another);
    }
    Outcome elsewhere = rondo("quickstart", command[0], "--model=" + another, command[2]);
    assertThat(elsewhere.exitCode()).isEqualTo(1);
    assertThat(elsewhere.err())
        .hasLineCount(1)
        .contains("Cannot go on with run", "other.gguf, whose checkpoint is ", "run-checkpoint-");
    Outcome other =
        rondo("quickstart", command[0], "--model=" + directory.resolve("checkpoint"), command[2]);
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err())
        .contains("Cannot go on with run", "--model", "allowed: what it was begun with");
    Outcome missing =
        rondo(
            "quickstart",
            command[0],
            "--model=" + directory.resolve("none"),
            "--out=" + directory.resolve("new"));
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(directory.resolve("new")).doesNotExist();
  }

  /** The run has a copy of it, its base policy. */
  private void needsTheCheckpointNoMore(Path run, Path file, String[] command, String said)
      throws IOException {
    Path made;
    try (Stream<Path> beside = Files.list(directory)) {
      made =
          beside
              .filter(path -> path.getFileName().toString().startsWith("run-checkpoint-"))
              .findFirst()
              .orElseThrow();
    }
    FileTree.remove(made);
    Outcome again = rondo(words("quickstart", command[0], command[1], command[2]));
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).isEqualTo(said);
    assertThat(made).doesNotExist();

    Path away = Files.move(file, directory.resolve("away.gguf"));
    Outcome missing = rondo(words("quickstart", command[0], command[1], command[2]));
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("no such file or folder", "or no --model").hasLineCount(1);
    Outcome without = rondo("quickstart", "--out=" + run);
    assertThat(without.exitCode()).as(without.err()).isZero();
    assertThat(without.out()).isEqualTo(said);
    Files.move(away, file);
  }

  @Test
  void aCheckpointIsAdoptedAsItIsAndEvaluated() throws IOException {
    Path checkpoint = directory.resolve("checkpoint");
    String[] evaluation = {
      "--problems=" + directory.resolve("data/held-out"),
      "--samples=2",
      "--threads=1",
      "--instruction-set=avx2",
      "--max-response-tokens=40",
      "--out=" + directory.resolve("evaluated"),
      "--",
      "--runner=DirectRunner"
    };
    Outcome raw = rondo(words("eval", "--policy=" + checkpoint, evaluation));
    assertThat(raw.exitCode()).isEqualTo(1);
    assertThat(raw.err()).contains("without manifest.json", "rondo adopt").hasLineCount(1);

    Path policy = directory.resolve("policy");
    String[] adopt = {
      "--to=" + policy,
      "--prompt=chat",
      "--system-prompt=Be brief.",
      "--prompt-suffix=\\nAnswer:",
      "--date=2024-07-26"
    };
    succeed(words("adopt", "--from=" + checkpoint, adopt));
    succeed(words("adopt", "--from=" + checkpoint, adopt)); // the same again is no fault
    for (String name : CHECKPOINT_FILES) {
      assertThat(policy.resolve(name)).hasSameBinaryContentAs(checkpoint.resolve(name));
    }
    assertThat(PromptFormat.read(policy))
        .isEqualTo(
            new PromptFormat(
                PromptFormat.Style.CHAT, "Be brief.", "\nAnswer:", LocalDate.of(2024, 7, 26)));
    assertThat(succeed("datasets", "verify", policy)).contains("all sound");
    assertThat(succeed(words("eval", "--policy=" + policy, evaluation))).contains("pass@1");
    String greedy =
        succeed(
            "eval",
            "--policy=" + policy,
            "--problems=" + directory.resolve("data/held-out"),
            "--temperature=0",
            "--stop=\\n\\n",
            "--max-response-tokens=40",
            "--out=" + directory.resolve("greedy"),
            "--",
            "--runner=DirectRunner");
    assertThat(greedy).contains(" 1 samples each");
    assertThat(directory.resolve("greedy/held-out/__rondo/evaluation.json"))
        .content()
        .contains("\"stop\"", "\"\\n\\n\"");

    Outcome other = rondo("adopt", "--from=" + checkpoint, "--to=" + policy);
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("prompt.json").hasLineCount(1);
    Outcome itself = rondo("adopt", "--from=" + checkpoint, "--to=" + checkpoint);
    assertThat(itself.exitCode()).isEqualTo(1);
    assertThat(itself.err()).contains("it is the checkpoint");
    assertThat(checkpoint.resolve("manifest.json")).doesNotExist();
    Outcome plain = rondo("adopt", "--from=a", "--to=b", "--system-prompt=Be brief.");
    assertThat(plain.exitCode()).isEqualTo(2);
    assertThat(plain.err()).contains("--system-prompt", "allowed: chat");
    Outcome dated = rondo("adopt", "--from=a", "--to=b", "--date=2024-07-26");
    assertThat(dated.exitCode()).isEqualTo(2);
    assertThat(dated.err()).contains("--date", "allowed: chat");
  }

  @Test
  void whatCannotBeUsedIsRefusedBeforeARunIsMade() throws IOException {
    refuse(
        config("  prompt: plain\n", "", "float32").replace("data/held-out", "data/training"),
        "Cannot hold out problem",
        "its problemId is in");
    refuse(
        config("  prompt: plain\n", "", "float32").replace("data/training", "data/train"),
        "task.from",
        "no such folder");
    refuse(
        config("  prompt: plain\n", "", "float32")
            .replace("problems-per-round: 4", "problems-per-round: 16"),
        "(allowed: at least 16");
    refuse(
        config("  prompt: plain\n", "", "float32")
            .replace("max-response-tokens: 12", "max-response-tokens: 100000"),
        "task.from",
        "the policy takes none of its");
    refuse(
        config("  prompt: plain\n", "memory:\n  micro-batch-tokens: 13\n", "float32"),
        "memory.micro-batch-tokens: 13 (allowed: at least");
    Path template = directory.resolve("checkpoint/chat_template.jinja");
    byte[] chat = Files.readAllBytes(template);
    Files.writeString(template, "hello");
    refuse(config("  prompt: chat\n", "", "float32"), template.toString(), "the question");
    Files.writeString(template, "{{ strftime_now('%Y') ~ messages[0].content }}");
    refuse(config("  prompt: chat\n", "", "float32"), "model.prompt-date");
    Files.write(template, chat);
    Path shard = directory.resolve("checkpoint/model-00002-of-00003.safetensors");
    byte[] weights = Files.readAllBytes(shard);
    weights[weights.length - 2] = (byte) 0xc0;
    weights[weights.length - 1] = 0x7f;
    Files.write(shard, weights);
    refuse(config("  prompt: plain\n", "", "float32"), shard.toString(), "NaN or infinite");
    Files.write(shard, new byte[] {1, 0, 0});
    refuse(config("  prompt: plain\n", "", "float32"), shard.getFileName().toString());
  }

  @Test
  void whatIsHeldOutAndNotMeasuredIsSaidAndWhatIsSampledCounted() throws IOException {
    Path file = directory.resolve("run.yaml");
    Files.writeString(file, config("  prompt: plain\n", "", "float32"));
    Outcome outcome = rondo("init", "--config=" + file, "--run=" + directory.resolve("run"));
    assertThat(outcome.err())
        .contains("Warning: evaluation.problems 2 measures the first so many of the ");
    assertThat(outcome.out())
        .contains("\n  a round: 4 problems x 4 responses of at most 12 tokens");
  }

  private void refuse(String config, String... said) throws IOException {
    Files.writeString(directory.resolve("run.yaml"), config);
    Path run = directory.resolve("refused");
    Outcome outcome = rondo("init", "--config=" + directory.resolve("run.yaml"), "--run=" + run);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains(said);
    assertThat(run).doesNotExist();
  }

  private Path finish(String model, String adapters, String dtype) throws IOException {
    Files.writeString(directory.resolve("run.yaml"), config(model, adapters, dtype));
    Path run = directory.resolve("run");
    succeed("init", "--config=" + directory.resolve("run.yaml"), "--run=" + run);
    succeed("run", "--run=" + run, "--", "--runner=DirectRunner");
    assertThat(succeed("datasets", "verify", run)).contains("all sound");
    return run;
  }

  /** Every rollout's log-probs are those of the policy that is said to have sampled it. */
  private static void checkRollouts(Path run, ComputeType type, String promptText)
      throws IOException {
    DatasetStore store = new DatasetStore(new LocalStorage(run), "rollouts/round-000001");
    DatasetManifest manifest = store.committedManifest();
    Path behavior = run.resolve("policies/round-000000");
    try (DjlPolicy policy = DjlPolicy.open(behavior, new DeviceSettings("cpu", type));
        FileTokenizer tokenizer = FileTokenizer.open(behavior)) {
      assertThat(manifest.lineage().policyDigest()).isEqualTo(policy.digest());
      assertThat(manifest.lineage().tokenizerDigest()).isEqualTo(tokenizer.digest());
      assertThat(manifest.lineage().numericClass().dtype()).isEqualTo(type.typeName());
      List<Rollout> rollouts = store.readAllRows(Rollout.class);
      assertThat(rollouts).hasSize(16);
      for (Rollout rollout : rollouts) {
        TokenSequence sequence =
            new TokenSequence(ints(rollout.getPromptTokens()), ints(rollout.getResponseTokens()));
        float[] scores = policy.score(List.of(sequence), 1).get(0);
        for (int i = 0; i < scores.length; i++) {
          assertThat(rollout.getBehaviorLogprobs().get(i))
              .isCloseTo(scores[i], Offset.offset(type == ComputeType.FLOAT32 ? 1e-4f : 0.1f));
        }
        assertThat(tokenizer.encodePrompt(problem(run, rollout.getProblemId())))
            .isEqualTo(sequence.promptTokens());
      }
      assertThat(tokenizer.encode(promptText)[0])
          .isEqualTo(rollouts.get(0).getPromptTokens().get(promptText.startsWith("<") ? 0 : 1));
    }
  }

  private static String problem(Path run, String id) throws IOException {
    return new DatasetStore(new LocalStorage(run), "problems/training")
        .readAllRows(Problem.class).stream()
            .filter(problem -> problem.getProblemId().equals(id))
            .findFirst()
            .orElseThrow()
            .getPrompt();
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Object[] words(String command, String first, String... more) {
    return Stream.concat(Stream.of(command, first), Stream.of(more)).toArray();
  }

  private static String succeed(Object... words) {
    Outcome outcome = rondo(words);
    assertThat(outcome.exitCode()).as(outcome.err() + outcome.out()).isZero();
    return outcome.out();
  }

  private String config(String model, String adapters, String dtype) {
    return """
    run:
      rounds: 1
    task:
      from: DIRECTORY/data/training
      held-out-from: DIRECTORY/data/held-out
    model:
      from: DIRECTORY/checkpoint
    MODEL\
    warm-start:
      updates: 40
      batch-sequences: 8
      learning-rate: 0.01
      warm-up-updates: 2
    rollout:
      problems-per-round: 4
      group-size: 4
      max-response-tokens: 12
      sampling-memory: 10300000
      shards: 2
      batch-sequences: 8
    train:
      shards-per-update: 1
      held-out-groups: 1
    optimizer:
      warm-up-rounds: 0
    ADAPTERS\
    evaluation:
      problems: 2
      samples: 2
      progress-samples: 2
      ks: [1, 2]
      shards: 1
    compute:
      dtype: DTYPE
    """
        .replace("DIRECTORY", directory.toString())
        .replace("MODEL", model)
        .replace("ADAPTERS", adapters)
        .replace("DTYPE", dtype);
  }
}
