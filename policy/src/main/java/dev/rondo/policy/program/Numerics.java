package dev.rondo.policy.program;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.rondo.dataset.NumericClass;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
  private static final Set<String> AVX512 =
      Set.of("avx512f", "avx512vl", "avx512bw", "avx512dq", "fma");
  private static final Set<String> AVX2 = Set.of("avx2", "fma");
  private static final Map<String, Set<String>> CAPABILITY_FLAGS =
      Map.of("avx2", AVX2, "avx512", AVX512);
  private static final Map<String, Set<String>> ONEDNN_FLAGS =
      Map.of(
          "AVX2",
          AVX2,
          "AVX512_CORE",
          AVX512,
          "AVX512_CORE_BF16",
          Set.of("avx512f", "avx512_bf16"),
          "AVX512_CORE_AMX",
          Set.of("avx512f", "avx512_bf16", "amx_tile", "amx_bf16", "amx_int8"));
  private static final Set<String> PROCESSOR_FLAGS = processorFlags();

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
   * then what the two math libraries underneath are pinned to, where they are.
   */
  private static String instructionSet() {
    return described(System.getenv(), detected(PROCESSOR_FLAGS));
  }

  /** Three libraries decide the last bit of a product, each with a pin of its own. */
  static String described(Map<String, String> environment, String detected) {
    String all = environment.getOrDefault(CAPABILITY, detected).toUpperCase(Locale.ROOT);
    if (environment.containsKey(MKL)) {
      all += ", MKL " + environment.get(MKL);
    }
    if (environment.containsKey(ONEDNN)) {
      all += ", oneDNN " + environment.get(ONEDNN);
    }
    return all;
  }

  /** What libtorch chooses on a processor with these flags. */
  static String detected(Set<String> flags) {
    if (flags.containsAll(AVX512)) {
      return "AVX512";
    }
    return flags.containsAll(AVX2) ? "AVX2" : "DEFAULT";
  }

  private static Set<String> processorFlags() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.exists(file)) {
      return Set.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .limit(1)
          .flatMap(line -> Arrays.stream(line.split("\\s+")))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      return Set.of();
    }
  }

  /**
   * Refuses pins that the processor cannot follow: libtorch would end the process at the first
   * instruction that is missing, and oneDNN would compute with fewer and say nothing.
   */
  static void requireProcessor(Map<String, String> environment, Set<String> flags) {
    if (flags.isEmpty()) { // not known
      return;
    }
    requireFlags(CAPABILITY, environment, CAPABILITY_FLAGS, flags);
    requireFlags(ONEDNN, environment, ONEDNN_FLAGS, flags);
  }

  private static void requireFlags(
      String variable,
      Map<String, String> environment,
      Map<String, Set<String>> needed,
      Set<String> flags) {
    String pin = environment.getOrDefault(variable, "");
    Set<String> missing = new TreeSet<>(needed.getOrDefault(pin, Set.of()));
    missing.removeAll(flags);
    if (!missing.isEmpty()) {
      String allowed =
          needed.entrySet().stream()
              .filter(entry -> flags.containsAll(entry.getValue()))
              .map(Map.Entry::getKey)
              .sorted()
              .collect(Collectors.joining(", "));
      throw new InvalidInputException(
          "Cannot compute with "
              + variable
              + ": "
              + pin
              + ", the processor lacks "
              + String.join(", ", missing)
              + " (allowed here: "
              + (allowed.isEmpty() ? "compute.instruction-set portable" : allowed)
              + "; compute.instruction-set sets it)");
    }
  }

  private static Engine engine() {
    requireProcessor(System.getenv(), PROCESSOR_FLAGS);
    return Engine.getEngine("PyTorch");
  }
}
