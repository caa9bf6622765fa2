package dev.rondo.policy.program;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.rondo.dataset.NumericClass;
import dev.rondo.schema.InvalidInputException;
import java.util.Locale;
import java.util.Map;

/**
 * What decides the last bit of this process's floating-point results. The instruction set is pinned
 * by environment variables that the math libraries read when they are loaded ({@code
 * ATEN_CPU_CAPABILITY}, {@code MKL_CBWR}, {@code ONEDNN_MAX_CPU_ISA}); the number of threads is one
 * for the whole process.
 */
public final class Numerics {
  private static final String CAPABILITY = "ATEN_CPU_CAPABILITY";
  private static final String MKL = "MKL_CBWR";
  private static final String ONEDNN = "ONEDNN_MAX_CPU_ISA";

  private Numerics() {}

  /**
   * Sets the number of threads that one operation may use, for the whole process.
   *
   * @param threads 1 and above
   */
  public static void useThreads(int threads) {
    if (threads < 1) {
      throw new InvalidInputException(
          "Cannot compute with threads: " + threads + " (allowed: 1 and above)");
    }
    engine();
    JniUtils.setNumThreads(threads);
  }

  /** Number of threads that one operation may use. */
  public static int threads() {
    engine();
    return JniUtils.getNumThreads();
  }

  /** The numeric class of this process on a device. */
  public static NumericClass numericClass(DeviceSettings device) {
    return new NumericClass(
        device.device(),
        instructionSet(),
        LoadedTorch.version(engine().getVersion()),
        threads(),
        device.type().typeName());
  }

  /**
   * The pinned instruction set, such as {@code AVX2}, or the one that libtorch picks by itself;
   * then what the two math libraries underneath compute with, where they are pinned.
   */
  private static String instructionSet() {
    return described(System.getenv(), detected(Processor.here()), Processor.here());
  }

  /**
   * What earlier versions called this process's instruction set: by the pins alone, though MKL
   * follows its own on Intel's processors only.
   */
  public static String instructionSetByPins() {
    Processor here = Processor.here();
    return described(System.getenv(), detected(here), new Processor(here.flags()));
  }

  /** Three libraries decide the last bit of a product, each with a pin of its own. */
  static String described(Map<String, String> environment, String detected, Processor processor) {
    String all = environment.getOrDefault(CAPABILITY, detected).toUpperCase(Locale.ROOT);
    if (environment.containsKey(MKL)) {
      all += ", MKL " + processor.mklBranch(environment.get(MKL));
    }
    if (environment.containsKey(ONEDNN)) {
      all += ", oneDNN " + environment.get(ONEDNN);
    }
    return all;
  }

  /** What libtorch chooses on a processor. */
  static String detected(Processor processor) {
    if (processor.flags().isEmpty()) {
      return "DEFAULT";
    }
    return Processor.sets().stream()
        .filter(set -> processor.lacks(set.name()).isEmpty())
        .findFirst()
        .map(set -> set.capability().toUpperCase(Locale.ROOT))
        .orElseThrow();
  }

  /**
   * Refuses pins of this process that its processor cannot follow: libtorch would end the process
   * at the first instruction that is missing, and oneDNN would compute with fewer and say nothing.
   *
   * @throws InvalidInputException naming the pin and what the processor lacks
   */
  public static void requireProcessor() {
    requireProcessor(System.getenv(), Processor.here());
  }

  static void requireProcessor(Map<String, String> environment, Processor processor) {
    String capability = environment.getOrDefault(CAPABILITY, "");
    processor.require(CAPABILITY + ": " + capability, set -> set.capability().equals(capability));
    String isa = environment.getOrDefault(ONEDNN, "");
    processor.require(ONEDNN + ": " + isa, set -> set.oneDnn().equals(isa));
  }

  /**
   * Refuses pins of this process that are not those of what its configuration asks for. One that
   * nobody pinned, or not all of it, computes with what it has, and its numeric class says so.
   *
   * @param instructionSet as {@code compute.instruction-set} has it
   * @throws InvalidInputException naming what is pinned
   */
  public static void requirePinned(String instructionSet) {
    requirePinned(System.getenv(), instructionSet);
  }

  static void requirePinned(Map<String, String> environment, String instructionSet) {
    Processor.sets().stream()
        .filter(set -> set.capability().equals(environment.get(CAPABILITY)))
        .filter(set -> set.mkl().equals(environment.get(MKL)))
        .filter(set -> set.oneDnn().equals(environment.get(ONEDNN)))
        .map(Processor.InstructionSet::name)
        .filter(pinned -> !pinned.equals(instructionSet))
        .findFirst()
        .ifPresent(
            pinned -> {
              throw new InvalidInputException(
                  "Cannot compute with compute.instruction-set: "
                      + instructionSet
                      + ", the launcher found "
                      + pinned
                      + " (allowed: the group compute of the configuration with each key on a line"
                      + " of its own, as rondo init writes it)");
            });
  }

  private static Engine engine() {
    requireProcessor();
    return Engine.getEngine("PyTorch");
  }
}
