package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondoOn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import dev.rondo.config.ComputeSettings;
import dev.rondo.config.Presets;
import dev.rondo.config.RunConfig;
import dev.rondo.config.Word;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a new run computes with, by the flags of {@code /proc/cpuinfo}: the launcher, which pins the
 * math libraries, and the command, which freezes the configuration, choose the same.
 */
class ProcessorChoiceTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Path TABLE =
      Path.of("policy/src/main/resources/dev/rondo/policy/program/instruction-sets.txt");
  private static final String CASCADE_LAKE = "avx2 fma avx512f avx512dq avx512bw avx512vl";
  private static final String ZEN_4 = CASCADE_LAKE + " avx512_bf16";
  private static final String SAPPHIRE_RAPIDS = ZEN_4 + " amx_bf16 amx_tile amx_int8";

  @TempDir private Path directory;
  private PretendCheckout checkout;
  private Path flags;

  @BeforeEach
  void makeCheckout() throws IOException {
    flags = directory.resolve("cpuinfo");
    checkout = PretendCheckout.in(directory);
    Files.copy(HOME.resolve(TABLE), checkout.file(TABLE.toString()));
    PretendCheckout.script(
        checkout.file("rondo"),
        Files.readString(HOME.resolve("rondo")).replace("/proc/cpuinfo", flags.toString()));
    PretendCheckout.script(
        checkout.java(),
        "#!/bin/sh\n[ \"$1\" = -version ] && echo 'openjdk version \"17.0.1\"' >&2\n"
            + "echo $ATEN_CPU_CAPABILITY $MKL_CBWR $ONEDNN_MAX_CPU_ISA\n");
  }

  @ParameterizedTest
  @CsvSource({
    "smollm2, " + SAPPHIRE_RAPIDS + ", amx, bfloat16",
    "smollm2, " + ZEN_4 + ", avx512-bf16, bfloat16",
    "smollm2, " + CASCADE_LAKE + ", avx512, float32",
    "smollm2, avx2 fma, avx2, float32",
    "smollm2, avx2 fma amx_tile, avx2, float32",
    "smollm2, sse4_2, portable, float32",
    "smollm2, '', amx, bfloat16",
    "smollm2-tiny, " + SAPPHIRE_RAPIDS + ", avx2, float32",
    "smollm2-tiny, sse4_2, portable, float32",
    "small, " + ZEN_4 + ", avx2, float32",
    "tiny, sse4_2, portable, float32",
  })
  void aNewRunComputesWithWhatTheProcessorHas(
      String preset, String has, String instructionSet, String type) throws Exception {
    RunConfig config = RunConfig.preset(preset).on(processor(has));

    assertThat(Word.of(config.compute().instructionSet())).isEqualTo(instructionSet);
    assertThat(config.compute().dtype().typeName()).isEqualTo(type);
    assertThat(config.memory().computeType().typeName()).isEqualTo(type);
    if (type.equals("float32")) { // else rounds would sample with rounded weights
      assertThat(config.model().publishedDtype()).isEqualTo(ComputeType.FLOAT32);
    }
    boolean isBfloat16Lost = preset.equals("smollm2") && type.equals("float32");
    assertThat(config.memory().microBatchTokens()).isEqualTo(isBfloat16Lost ? 1024 : 2048);
    assertThat(config.advice()).isEmpty();
    assertThat(RunConfig.parse(config.toYaml(), "run.yaml")).isEqualTo(config);
    assertThat(pinned(has, quickstart(preset))).isEqualTo(pins(instructionSet));
  }

  @Test
  void theSizeIsTheSameHoweverItIsSpelled() throws Exception {
    String out = "--out=" + directory.resolve("run");
    assertThat(pinned(SAPPHIRE_RAPIDS, "quickstart", "--size", "TINY", out, "--model=m.gguf"))
        .isEqualTo(pins("avx2"));
    assertThat(pinned(SAPPHIRE_RAPIDS, "quickstart", "--size=Small", out, "--model=m.gguf"))
        .isEqualTo(pins("amx"));
  }

  @Test
  void whatAProcessorHasChangesNothing() {
    for (String preset : Presets.names()) {
      RunConfig config = RunConfig.preset(preset);
      assertThat(config.on(processor(SAPPHIRE_RAPIDS))).isEqualTo(config);
    }
  }

  @Test
  void aRunThatIsThereKeepsItsOwn() throws Exception {
    RunConfig preset = RunConfig.preset("smollm2");
    RunConfig made = preset.on(processor("avx2 fma"));
    Path run = Files.createDirectory(directory.resolve("run"));
    Files.writeString(run.resolve(RunConfig.FILE_NAME), made.toYaml());

    assertThat(preset.computingAs(made)).isEqualTo(made);
    assertThat(pinned(SAPPHIRE_RAPIDS, quickstart("smollm2"))).isEqualTo(pins("avx2"));
    Files.writeString(run.resolve(RunConfig.FILE_NAME), preset.toYaml());
    assertThat(pinned("avx2 fma", quickstart("smollm2"))).isEqualTo(pins("amx"));
    assertThat(pinned("avx2 fma", "run", "--run=" + run)).isEqualTo(pins("amx"));
  }

  /** As DatasetTraining.ofRunAround has it. */
  @Test
  void anEvaluationComputesAsTheRunAroundThePolicyAndNotAsADraft() throws Exception {
    Path run = Files.createDirectories(directory.resolve("run"));
    Path policy = Files.createDirectories(run.resolve("policies/qwen"));
    Files.writeString(run.resolve(RunConfig.FILE_NAME), "compute:\n  instruction-set: amx\n");

    assertThat(pinned(SAPPHIRE_RAPIDS, "eval", "--policy=a=" + policy)).isEqualTo(pins("avx2"));
    Files.writeString(run.resolve("frozen.yaml"), "");
    assertThat(pinned(SAPPHIRE_RAPIDS, "eval", "--policy=a=" + policy)).isEqualTo(pins("amx"));
  }

  @Test
  void initRefusesWhatTheProcessorLacksAndMakesNoRun() throws IOException {
    Path file = Files.writeString(directory.resolve("m.yaml"), "compute: {instruction-set: amx}\n");
    Path run = directory.resolve("run");

    Outcome outcome = rondoOn(processor(ZEN_4), "init", "--config", file, "--run", run);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .hasLineCount(1)
        .contains(
            "compute.instruction-set: amx, the processor lacks amx_bf16, amx_int8, amx_tile",
            "allowed here: avx512-bf16, avx512, avx2, portable");
    assertThat(run).doesNotExist();

    outcome = rondoOn(processor(SAPPHIRE_RAPIDS), "init", "--config", file, "--run", run);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  @Test
  void theTableAndTheSettingHaveTheSameWords() throws IOException {
    assertThat(Files.readAllLines(HOME.resolve(TABLE)))
        .filteredOn(line -> !line.startsWith("#"))
        .extracting(line -> line.split(" ")[0])
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ComputeSettings.InstructionSet.values()).map(Word::of).toList());
  }

  private static Processor processor(String flags) {
    return new Processor(
        Arrays.stream(flags.split(" "))
            .filter(flag -> !flag.isEmpty())
            .collect(Collectors.toSet()));
  }

  private String[] quickstart(String preset) {
    String size = preset.endsWith("tiny") ? "tiny" : "small";
    String out = "--out=" + directory.resolve("run");
    return preset.startsWith("smollm2")
        ? new String[] {"quickstart", "--size=" + size, out, "--model=m.gguf"}
        : new String[] {"quickstart", "--size=" + size, out};
  }

  /** What the launcher pins on a processor with these flags. */
  private String pinned(String has, String... arguments) throws Exception {
    String line = "processor\t: 0\n" + (has.isEmpty() ? "" : "flags\t\t: fpu " + has + "\n");
    Files.writeString(flags, line + "bugs\t\t: amx_tile\n");
    return checkout.rondo(Map.of("ATEN_CPU_CAPABILITY", "", "MKL_CBWR", ""), arguments).out();
  }

  private static String pins(String instructionSet) throws IOException {
    return Files.readAllLines(HOME.resolve(TABLE)).stream()
        .map(line -> line.split("\\s+"))
        .filter(words -> words[0].equals(instructionSet))
        .map(words -> String.join(" ", words[1], words[2], words[3]))
        .findFirst()
        .orElseThrow();
  }
}
