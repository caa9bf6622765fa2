package dev.rondo.verify;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The registry of verifiers: those that {@link ServiceLoader} finds, by name. */
public final class Verifiers {
  private static final SortedMap<String, Verifier> BY_NAME = load();
  private static final char MARK = '+';
  private static final String IN_REASONING = "+in-reasoning";

  private Verifiers() {}

  /**
   * The verifier of a name.
   *
   * @throws InvalidInputException if there is none
   */
  public static Verifier named(String name) {
    Verifier verifier = name == null ? null : BY_NAME.get(name);
    if (verifier == null) {
      throw new InvalidInputException(
          "Cannot find verifier: " + name + " (allowed: " + String.join(", ", names()) + ")");
    }
    return verifier;
  }

  /** All names. */
  public static SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(BY_NAME.keySet()));
  }

  private static SortedMap<String, Verifier> load() {
    SortedMap<String, Verifier> byName = new TreeMap<>();
    for (Verifier verifier : ServiceLoader.load(Verifier.class, Verifiers.class.getClassLoader())) {
      Verifier other = byName.put(verifier.name(), verifier);
      if (other != null) {
        throw new IllegalStateException(
            "Cannot register verifier "
                + verifier.name()
                + " twice: "
                + other.getClass().getName()
                + " and "
                + verifier.getClass().getName());
      }
    }
    return byName;
  }

  /**
   * What lineage says of verifiers that look for the answer elsewhere than rewards do, such as
   * {@code math@3+ladder}; of {@link Extraction#BOXED} nothing is added.
   */
  public static String identities(Collection<Problem> problems, Extraction extraction) {
    return looking(identities(problems), extraction);
  }

  /** The same of identities that are known already. */
  public static String looking(String identities, Extraction extraction) {
    return extraction == Extraction.BOXED
        ? identities
        : identities + MARK + extraction.name().toLowerCase(Locale.ROOT);
  }

  /**
   * What lineage says of verifiers whose responses begin inside of reasoning, since the prompt ends
   * with the tag that opens it.
   *
   * @param identities what it says besides
   */
  public static String inReasoning(String identities) {
    return identities + IN_REASONING;
  }

  /** Whether a lineage says that responses begin inside of reasoning; null says nothing. */
  public static boolean beginInReasoning(String identities) {
    return identities != null && identities.endsWith(IN_REASONING);
  }

  /**
   * Where verifiers of a lineage look for the answer.
   *
   * @param said what lineage says; null for nothing
   * @throws InvalidInputException if it names a way that is not known
   */
  public static Extraction extractionOf(String said) {
    String identities =
        beginInReasoning(said) ? said.substring(0, said.length() - IN_REASONING.length()) : said;
    int mark = identities == null ? -1 : identities.lastIndexOf(MARK);
    if (mark < 0) {
      return Extraction.BOXED;
    }
    String name = identities.substring(mark + 1);
    for (Extraction extraction : Extraction.values()) {
      if (extraction.name().toLowerCase(Locale.ROOT).equals(name)) {
        return extraction;
      }
    }
    throw new InvalidInputException(
        "Cannot find extraction: " + name + " (allowed: boxed, unfinished, ladder)");
  }

  /** Names and versions of the verifiers of these problems, sorted, joined by commas. */
  public static String identities(Collection<Problem> problems) {
    return problems.stream()
        .map(Problem::getVerifier)
        .distinct()
        .sorted()
        .map(name -> named(name).identity())
        .collect(Collectors.joining(","));
  }
}
