package dev.rondo.config;

import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.DeviceSettings;

/** The numeric class: what decides the last bit of a floating-point result. */
public record ComputeGroup(
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

  /** Checks every range. */
  public ComputeGroup {
    SettingSchema.check(ComputeGroup.class, device, threads, instructionSet, dtype);
  }
}
