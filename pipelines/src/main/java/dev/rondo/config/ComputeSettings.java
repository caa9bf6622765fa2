package dev.rondo.config;

import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.Numerics;
import dev.rondo.policy.program.Processor;
import java.util.List;
import java.util.Optional;

/** The numeric class: what decides the last bit of a floating-point result. */
public record ComputeSettings(
    @Setting(
            meaning =
                "Where the policy program runs. cuda is experimental: it has never run on a GPU"
                    + " (runbooks/cuda.md says what was seen).",
            byDefault = "cpu")
        Device device,
    @Setting(
            meaning = "Intra-op threads of one process.",
            unit = "threads",
            byDefault = "1",
            min = 1,
            max = 1024)
        int threads,
    @Setting(
            meaning =
                "Instruction set that the math libraries are pinned to; avx512-bf16 and amx"
                    + " also let them multiply bfloat16 at once, on processors that do, amx in"
                    + " tiles.",
            byDefault = "avx2")
        InstructionSet instructionSet,
    @Setting(
            meaning =
                "Type in which layers compute; weights that are trained are float32 in either.",
            byDefault = "float32")
        ComputeType dtype) {
  /** Where the policy program runs. */
  public enum Device {
    CPU,
    CUDA
  }

  /** What the math libraries are pinned to. */
  public enum InstructionSet {
    AVX2,
    AVX512,
    AVX512_BF16,
    AMX,
    PORTABLE
  }

  /**
   * Settings by the words of run.yaml, such as those of a command line's options.
   *
   * @throws InvalidConfigurationException if one is not allowed
   */
  public static ComputeSettings of(
      String device, int threads, String instructionSet, String dtype) {
    return SettingSchema.parsed(
        ComputeSettings.class, List.of(device, Integer.toString(threads), instructionSet, dtype));
  }

  /** The numeric side of it, as the policy takes it. */
  public DeviceSettings deviceSettings() {
    return new DeviceSettings(Word.of(device), dtype);
  }

  /**
   * Refuses an instruction set that a processor lacks.
   *
   * @throws dev.rondo.schema.InvalidInputException naming what it lacks
   */
  public void requireOf(Processor processor) {
    processor.require(Word.of(instructionSet));
  }

  /**
   * Refuses another instruction set than this process was pinned to before it started.
   *
   * @throws dev.rondo.schema.InvalidInputException naming both
   */
  public void requirePinned() {
    Numerics.requirePinned(Word.of(instructionSet));
  }

  /**
   * These settings for a processor: with the best instruction set, up to its own, that it has, and
   * with float32 where bfloat16 would not be multiplied any more.
   */
  ComputeSettings on(Processor processor) {
    InstructionSet best =
        (InstructionSet)
            Word.choice(InstructionSet.class, processor.best(Word.of(instructionSet)))
                .orElseThrow();
    boolean loses = multipliesBfloat16(instructionSet) && !multipliesBfloat16(best);
    return new ComputeSettings(device, threads, best, loses ? ComputeType.FLOAT32 : dtype);
  }

  /** Whether bfloat16 is no slower than float32 here. */
  public boolean multipliesBfloat16() {
    return device == Device.CUDA || multipliesBfloat16(instructionSet);
  }

  private static boolean multipliesBfloat16(InstructionSet set) {
    return set == InstructionSet.AVX512_BF16 || set == InstructionSet.AMX;
  }

  /** What is allowed and yet hardly meant, as one line; empty if nothing is. */
  Optional<String> advice() {
    if (device == Device.CUDA) {
      return Optional.of(
          "compute.device cuda is experimental: it has never run on a GPU; runbooks/cuda.md says"
              + " what was seen");
    }
    if (dtype == ComputeType.BFLOAT16 && !multipliesBfloat16(instructionSet)) {
      return Optional.of(
          "compute.dtype bfloat16 with compute.instruction-set "
              + Word.of(instructionSet)
              + " is many times slower than float32: only avx512-bf16 and amx multiply bfloat16");
    }
    return Optional.empty();
  }
}
