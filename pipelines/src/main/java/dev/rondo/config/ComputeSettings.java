package dev.rondo.config;

import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;
import java.util.Optional;

/** The numeric class: what decides the last bit of a floating-point result. */
public record ComputeSettings(
    @Setting(
            meaning = "Where the policy program runs.",
            byDefault = "cpu",
            oneOf = {"cpu", "cuda"})
        String device,
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
            byDefault = "avx2",
            oneOf = {"avx2", "avx512", "avx512-bf16", "amx", "portable"})
        String instructionSet,
    @Setting(
            meaning =
                "Type in which layers compute; weights that are trained are float32 in either.",
            byDefault = "float32",
            oneOf = {"float32", "bfloat16"})
        String dtype) {
  /** The numeric side of it, as the policy takes it. */
  public DeviceSettings deviceSettings() {
    return new DeviceSettings(device, ComputeType.named(dtype));
  }

  /** What is allowed and yet hardly meant, as one line; empty if nothing is. */
  public Optional<String> advice() {
    boolean isMultiplied = instructionSet.equals("avx512-bf16") || instructionSet.equals("amx");
    if (device.equals("cpu") && dtype.equals("bfloat16") && !isMultiplied) {
      return Optional.of(
          "compute.dtype bfloat16 with compute.instruction-set "
              + instructionSet
              + " is many times slower than float32: only avx512-bf16 and amx multiply bfloat16");
    }
    return Optional.empty();
  }
}
