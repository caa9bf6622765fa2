package dev.rondo.config;

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
            meaning = "Instruction set that the math libraries are pinned to.",
            byDefault = "avx2",
            oneOf = {"avx2", "avx512", "portable"})
        String instructionSet,
    @Setting(
            meaning = "Compute type of sampling and training.",
            byDefault = "float32",
            oneOf = {"float32"})
        String dtype) {
  /** Checks every range. */
  public ComputeGroup {
    SettingSchema.check(ComputeGroup.class, device, threads, instructionSet, dtype);
  }
}
