package dev.rondo.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rondo.config.RunConfig;
import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.gguf.GgufCheckpoint;
import dev.rondo.policy.gguf.WeightType;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.run.MemoryPlan;
import dev.rondo.run.Progress;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartModelTest {
  private static final RunConfig CONFIG = RunConfig.preset("smollm2-tiny");

  @TempDir private Path directory;
  private Path first;
  private Path second;
  private Path run;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void copyFiles() throws IOException {
    first = copy("gguf/llama-smollm.gguf", "first.gguf");
    second = copy("gguf/llama-gpt2.gguf", "second.gguf");
    run = directory.resolve("runs/model");
  }

  @Test
  void anotherFileHasAnotherCheckpointAndTheFirstOneStays() throws IOException {
    QuickstartModel of = make(first);
    QuickstartModel other = make(second);

    assertThat(other.checkpoint()).isNotEqualTo(of.checkpoint());
    for (QuickstartModel made : List.of(of, other)) {
      assertThat(made.checkpoint().getFileName().toString())
          .startsWith("model-checkpoint-" + GgufCheckpoint.digest(made.given()).substring(0, 12));
      assertThat(CheckpointFiles.read(made.checkpoint()).config())
          .isEqualTo(GgufCheckpoint.shape(made.given()));
    }
    Path sameBytes = Files.copy(first, directory.resolve("elsewhere.gguf"));
    assertThat(make(sameBytes).checkpoint()).isEqualTo(of.checkpoint());
  }

  @Test
  void aFileOfAnotherKindIsNamedAsOne() throws IOException {
    Path text = Files.writeString(directory.resolve("README.md"), "# A model");
    assertThatThrownBy(() -> QuickstartModel.of(text, run, CONFIG))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot use --model: "
                + text
                + ": a file that is no GGUF (allowed: a GGUF file, or the folder of a checkpoint or"
                + " of a policy)");
  }

  @Test
  void aRunGoesOnWithTheFileThatItWasBegunWith() throws IOException {
    QuickstartModel of = QuickstartModel.of(first, run, CONFIG);
    RunConfig frozen = CONFIG.withModel(of.checkpoint());

    assertThatCode(() -> of.requireThatOf(run, frozen)).doesNotThrowAnyException();
    QuickstartModel other = QuickstartModel.of(second, run, CONFIG);
    assertThatThrownBy(() -> other.requireThatOf(run, frozen))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot go on with run "
                + run
                + ": --model: "
                + second
                + ", whose checkpoint is "
                + other.checkpoint()
                + " (allowed: what it was begun with, "
                + of.checkpoint()
                + "; or another --out)");
  }

  /** Too large for this machine, it leaves nothing that the next file would be taken for. */
  @Test
  void whatDoesNotFitTheMemoryIsRefusedBeforeAWeightIsDecoded() throws IOException {
    RunConfig large =
        RunConfig.parse(
            CONFIG
                .toYaml()
                .replaceFirst("micro-batch-tokens: [0-9]+", "micro-batch-tokens: 16777216"),
            "run.yaml");
    assumeThat(MemoryPlan.ofNew(large, GgufCheckpoint.shape(first)).peakBytes())
        .isGreaterThan(MemoryPlan.machineBytes());
    QuickstartModel of = QuickstartModel.of(first, run, large);

    assertThatThrownBy(() -> of.make(large, Progress.silent()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("memory");
    assertThat(directory.resolve("runs")).doesNotExist();
  }

  @Test
  void aFolderIsTakenAsItIsAndAFileThatIsMissingIsNamed() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("folder"));
    QuickstartModel of = QuickstartModel.of(folder, run, CONFIG);
    of.make(CONFIG, Progress.silent());

    assertThat(of.checkpoint()).isEqualTo(folder);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
    assertThatThrownBy(() -> QuickstartModel.of(directory.resolve("no.gguf"), run, CONFIG))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no.gguf");
  }

  @Test
  void aPolicyKeepsThePromptsThatItWasAdoptedWithAndOtherModelsGetThePresets() throws IOException {
    RunConfig preset = RunConfig.preset("smollm2");
    assertThat(prompted(first, preset)).isEqualTo(preset);
    assertThat(said).isEmpty();

    Path policy = directory.resolve("policy");
    adopt(first, policy, "--prompt=chat", "--system-prompt=Be brief.");
    assertThat(prompted(policy, preset))
        .isEqualTo(preset.withPrompts(PromptFormat.read(policy)))
        .isNotEqualTo(preset);
    assertThat(said)
        .singleElement()
        .asString()
        .contains("prompt.json: chat, system message \"Be brief.\"; the preset's are left out: ");

    Path plain = directory.resolve("plain");
    adopt(first, plain);
    assertThat(prompted(plain, preset)).as("plain by default").isEqualTo(preset);
  }

  @Test
  void aModelOfOtherTurnsOrWithoutATemplateIsRefusedWithTheWayOut() throws IOException {
    RunConfig preset = RunConfig.preset("smollm2");
    Path base = copy("gguf/mistral.gguf", "base.gguf");
    assertThatThrownBy(() -> prompted(base, preset))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(
            "Cannot prompt " + base + " as the preset does: it has no chat template (allowed: ",
            "rondo adopt --from " + base + " --prompt plain --prompt-suffix TEXT --to DIR");
    Path adopted = directory.resolve("base");
    adopt(base, adopted, "--prompt=plain");
    assertThat(prompted(adopted, preset).model().prompt()).isEqualTo(PromptFormat.Style.PLAIN);

    Path llama = directory.resolve("llama");
    GgufCheckpoint.write(first, WeightType.FLOAT32, llama);
    template(llama, "<|start_header_id|>user<|end_header_id|>{{ messages[-1].content }}<|eot_id|>");
    assertThatThrownBy(() -> prompted(llama, preset))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(
            "does not write <|im_end|>, <|im_start|>, which stand between the preset's",
            "rondo adopt --from " + llama + " --prompt chat --system-prompt TEXT --to DIR, with",
            "--date YYYY-MM-DD");

    template(llama, "<|im_start|>user\n{{ messages[-1].content }}<|im_end|>");
    assertThatThrownBy(() -> prompted(llama, preset))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("does not have the system message in it (a", "--prompt-suffix");
    String turns = "{% for m in messages %}<|im_start|>user\n{{ m.content }}<|im_end|>{% endfor %}";
    template(llama, turns + "{{ strftime_now('%Y') }}");
    assertThatThrownBy(() -> prompted(llama, preset))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("asks for today's date", "--date YYYY-MM-DD");
    template(llama, turns);
    assertThat(prompted(llama, preset)).isEqualTo(preset);
  }

  @Test
  void aModelThatIsNotComputedIsRefusedBeforePromptsAreSpokenOf() throws IOException {
    RunConfig preset = RunConfig.preset("smollm2");
    Path folder = directory.resolve("folder");
    GgufCheckpoint.write(first, WeightType.FLOAT32, folder);
    template(folder, "<start_of_turn>user\n{{ messages[-1].content }}<end_of_turn>");
    Path weights = folder.resolve("model.safetensors");
    Files.move(weights, folder.resolve("pytorch_model.bin"));
    assertThatThrownBy(() -> prompted(folder, preset))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("writes them of pytorch_model.bin");
    Files.move(folder.resolve("pytorch_model.bin"), weights);
    assertThatThrownBy(() -> prompted(folder, preset)).hasMessageContaining("does not write");
    Path config = folder.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"llama\"", "\"gemma2\""));
    assertThatThrownBy(() -> prompted(folder, preset))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model_type: gemma2 (allowed: ");
  }

  private static void template(Path checkpoint, String template) throws IOException {
    Files.writeString(checkpoint.resolve("chat_template.jinja"), template);
  }

  private static void adopt(Path from, Path to, String... options) {
    List<Object> words = new ArrayList<>(List.of("adopt", "--from=" + from, "--to=" + to));
    words.addAll(List.of(options));
    assertThat(CommandLineTestSupport.rondo(words.toArray()).exitCode()).isZero();
  }

  private RunConfig prompted(Path model, RunConfig preset) throws IOException {
    return QuickstartModel.of(model, run, preset)
        .withPrompts(preset, new RunSessionTest.Saying(said));
  }

  private QuickstartModel make(Path file) throws IOException {
    QuickstartModel model = QuickstartModel.of(file, run, CONFIG);
    model.make(CONFIG, Progress.silent());
    return model;
  }

  private Path copy(String resource, String name) throws IOException {
    try (InputStream in = DjlPolicy.class.getResourceAsStream(resource)) {
      Path file = directory.resolve(name);
      Files.copy(requireNonNull(in, resource), file);
      return file;
    }
  }
}
