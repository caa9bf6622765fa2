// What a processor can compute with, and the table of what the math libraries can be pinned to.
package dev.rondo.policy.program;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of the instruction sets that the math libraries can be pinned to a processor has. The sets
 * and what they need stand in {@code instruction-sets.txt}, best first; the launcher, which pins
 * them before this process starts, decides by the same table.
 *
 * @param flags those of {@code /proc/cpuinfo}; empty if they are not known, and then every set is
 *     taken to be there
 * @param vendor {@code vendor_id} of {@code /proc/cpuinfo}; empty if it is not known
 */
public record Processor(Set<String> flags, String vendor) {
  private static final String FILE = "instruction-sets.txt";
  private static final Path FLAGS_FILE = Path.of("/proc/cpuinfo");
  private static final Set<String> WHATEVER_THE_VENDOR = Set.of("COMPATIBLE");
  private static final List<InstructionSet> SETS = read();
  private static final Processor HERE =
      new Processor(wordsHere("flags"), String.join(" ", wordsHere("vendor_id")));

  /**
   * One line of the table.
   *
   * @param name as {@code compute.instruction-set} has it
   * @param capability value of {@code ATEN_CPU_CAPABILITY}
   * @param mkl value of {@code MKL_CBWR}
   * @param oneDnn value of {@code ONEDNN_MAX_CPU_ISA}
   * @param flags what a processor needs
   */
  record InstructionSet(
      String name, String capability, String mkl, String oneDnn, Set<String> flags) {
    private static InstructionSet of(String line) {
      String[] words = line.split("\\s+");
      return new InstructionSet(
          words[0],
          words[1],
          words[2],
          words[3],
          Set.copyOf(Arrays.asList(words).subList(4, words.length)));
    }
  }

  /** A processor of a vendor that is not known. */
  public Processor(Set<String> flags) {
    this(flags, "");
  }

  /**
   * What MKL computes with when it is pinned to a branch: that branch on Intel's processors, and
   * AUTO on others, where it has the two others alone ("Specifying Code Branches" of its developer
   * guide); MKL_VERBOSE=1 shows it.
   *
   * @param pin value of {@code MKL_CBWR}
   */
  String mklBranch(String pin) {
    return vendor.isEmpty() || vendor.equals("GenuineIntel") || WHATEVER_THE_VENDOR.contains(pin)
        ? pin
        : "AUTO on " + vendor;
  }

  /** The processor of this machine. */
  public static Processor here() {
    return HERE;
  }

  /** The instruction sets, best first: each needs all that those behind it need. */
  static List<InstructionSet> sets() {
    return SETS;
  }

  /**
   * The best instruction set that this processor has, up to one.
   *
   * @param wanted name of the best that is asked for
   */
  public String best(String wanted) {
    return SETS.stream()
        .dropWhile(set -> !set.name().equals(wanted))
        .filter(set -> missing(set).isEmpty())
        .map(InstructionSet::name)
        .findFirst()
        .orElse(wanted);
  }

  /** What this processor lacks of an instruction set, in words; empty if it lacks nothing. */
  public String lacks(String name) {
    return String.join(", ", missing(set -> set.name().equals(name)));
  }

  /**
   * Refuses an instruction set that this processor lacks.
   *
   * @param what the setting that asks for it, such as {@code compute.instruction-set: amx}
   * @param asks whether a set is asked for; of several the least one counts
   * @throws InvalidInputException naming what it lacks
   */
  void require(String what, Predicate<InstructionSet> asks) {
    Set<String> missing = missing(asks);
    if (!missing.isEmpty()) {
      throw new InvalidInputException(
          "Cannot compute with "
              + what
              + ", the processor lacks "
              + String.join(", ", missing)
              + " (allowed here: "
              + SETS.stream()
                  .filter(set -> missing(set).isEmpty())
                  .map(InstructionSet::name)
                  .collect(Collectors.joining(", "))
              + " as compute.instruction-set, or as --instruction-set of rondo eval)");
    }
  }

  /**
   * Refuses an instruction set that this processor lacks, before a run is made that computes with
   * it.
   *
   * @param name as {@code compute.instruction-set} has it
   * @throws InvalidInputException naming what it lacks
   */
  public void require(String name) {
    require("compute.instruction-set: " + name, set -> set.name().equals(name));
  }

  private Set<String> missing(Predicate<InstructionSet> asks) {
    return SETS.stream()
        .filter(asks)
        .reduce((better, lesser) -> lesser)
        .map(this::missing)
        .orElse(Set.of());
  }

  private Set<String> missing(InstructionSet set) {
    Set<String> missing = new TreeSet<>(flags.isEmpty() ? Set.of() : set.flags());
    missing.removeAll(flags);
    return missing;
  }

  private static List<InstructionSet> read() {
    try (InputStream in = Processor.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("The program was packaged without " + FILE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(InstructionSet::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words of a line of {@code /proc/cpuinfo}, of the first processor there; none elsewhere. */
  private static Set<String> wordsHere(String name) {
    if (!Files.exists(FLAGS_FILE)) {
      return Set.of();
    }
    try (Stream<String> lines = Files.lines(FLAGS_FILE)) {
      return lines
          .filter(line -> line.startsWith(name))
          .limit(1)
          .flatMap(line -> Arrays.stream(line.substring(line.indexOf(':') + 1).split("\\s+")))
          .filter(word -> !word.isEmpty())
          .collect(Collectors.toSet());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
