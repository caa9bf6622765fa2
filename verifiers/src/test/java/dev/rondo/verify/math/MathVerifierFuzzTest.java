package dev.rondo.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verdict;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Mutated answers: whatever the text, a verdict comes within the steps. {@code
 * -Drondo.fuzz=1000000} runs that many and prints the most CPU time that a verdict took; the seed
 * is {@code -Drondo.fuzz.seed}.
 */
class MathVerifierFuzzTest {
  private static final String[] PIECES = {
    "\\frac",
    "\\frac{",
    "{",
    "}",
    "\\sqrt{",
    "\\sqrt[3]{",
    "^",
    "^{",
    "_",
    "!",
    "!!",
    "(",
    ")",
    "[",
    "]",
    "\\{",
    "\\}",
    ",",
    ";",
    "\\cup",
    "\\pm",
    "=",
    "<",
    "\\le",
    "|",
    "\\begin{pmatrix}",
    "\\end{pmatrix}",
    "&",
    "\\\\",
    "\\text{",
    "\\boxed{",
    "$",
    "\\sin",
    "\\log_",
    "\\ln",
    "\\sum_{k=1}^{",
    "\\binom{",
    "\\infty",
    "\\pi",
    "i",
    "e",
    "x",
    "n",
    "99999999999",
    "10^{10^{10}}",
    "9^9^9^9",
    "1e99999",
    "0.000000001",
    "\\overline{",
    "%",
    "^\\circ",
    ":",
    "\u0000",
    "\u221a",
    "\uff11",
    "\ud83d\ude00",
    "\n\n",
    " or ",
    " and ",
    "\\left",
    "\\right.",
    "-",
    "--",
    "+",
    "/",
    "*",
    "**",
    "...",
    "\\lfloor",
    "\\mod",
    "\\in",
    "\\mathbb{R}",
    "(5000)!",
    "\\ldots",
    "\\text{ and }",
    "cm",
    "apples",
    "million",
    "the answer is ",
    "####"
  };

  @Test
  void everyTextGetsAVerdictWithinTheSteps() throws IOException {
    int runs = Integer.getInteger("rondo.fuzz", 4000);
    Random random = new Random(Long.getLong("rondo.fuzz.seed", 20L));
    List<String> seeds = new ArrayList<>();
    for (MathVerifierTest.Pair pair : MathVerifierTest.pairs()) {
      seeds.add(pair.reference());
      seeds.add(pair.response());
    }
    MathVerifierTest.bombs().filter(bomb -> bomb.length() < 20_000).forEach(seeds::add);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long mostNanos = 0;
    String slowest = "";
    for (int run = 0; run < runs; run++) {
      String reference = mutated(seeds, random);
      String response = mutated(seeds, random);
      if (run % 3 == 0) {
        response = "\\boxed{" + response + "}";
      }
      if (run % 50_000 == 49_999) {
        response = response.repeat(1 + 10_000_000 / (response.length() + 1));
      }
      Extraction extraction = run % 2 == 0 ? Extraction.LADDER : Extraction.BOXED;
      Budget budget = new Budget();
      long before = threads.getCurrentThreadCpuTime();
      Verdict verdict = new MathVerifier().judge(reference, response, extraction, budget);
      long nanos = threads.getCurrentThreadCpuTime() - before;
      // Judged again, so that what the virtual machine compiles meanwhile does not count.
      for (int again = 0; again < 4 && run > 2000 && nanos > mostNanos; again++) {
        long start = threads.getCurrentThreadCpuTime();
        new MathVerifier().judge(reference, response, extraction, new Budget());
        nanos = Math.min(nanos, threads.getCurrentThreadCpuTime() - start);
      }
      if (run > 2000 && nanos > mostNanos) {
        mostNanos = nanos;
        slowest = reference + " || " + response.substring(0, Math.min(300, response.length()));
      }
      assertThat(budget.steps()).as(reference).isLessThanOrEqualTo(Budget.MOST_STEPS);
      assertThat(verdict).isNotNull();
    }
    if (Integer.getInteger("rondo.fuzz") != null) {
      System.out.printf(
          "%d verdicts, the dearest took %.1f ms of CPU time: %s%n",
          runs, mostNanos / 1e6, slowest);
    }
  }

  /** Long runs of every mark and of short patterns, which no scanner may take long for. */
  static Stream<String> runs() {
    List<String> patterns = new ArrayList<>(List.of(PIECES));
    for (char c = ' '; c < 127; c++) {
      patterns.add(String.valueOf(c));
      if (!Character.isLetterOrDigit(c)) {
        patterns.add(c + " ");
        patterns.add("1" + c);
        patterns.add(c + "\n");
        patterns.add("\\" + c);
      }
    }
    for (char c : "，。；：（）、…−–—×·÷≤≥≠≈±∪∩∈°′’“”".toCharArray()) {
      patterns.add(String.valueOf(c));
    }
    patterns.addAll(
        List.of("a:", "is ", "not ", "= ", "$x$ ", "\\boxed{1}", "\\boxed 1 or ", "或", "<think>"));
    return patterns.stream();
  }

  @Test
  void noRunOfMarksMakesAnyVerifierThrowOrTakeLong() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    int length = Integer.getInteger("rondo.fuzz") == null ? 1_000 : 100_000;
    Map<String, Double> slow = new TreeMap<>();
    for (String name : Verifiers.names()) {
      Verifier verifier = Verifiers.named(name);
      runs()
          .forEach(
              pattern -> {
                String run = pattern.repeat(length / pattern.length());
                String reference = run.substring(0, Math.min(run.length(), 2_000));
                for (String response :
                    List.of(run, "\\boxed{" + run + "}", "The answer is " + run, "5" + run + "5")) {
                  for (String answer : List.of("5", reference)) {
                    for (Extraction extraction : List.of(Extraction.BOXED, Extraction.LADDER)) {
                      long best = Long.MAX_VALUE;
                      for (int again = 0; again < 3 && best > 50_000_000; again++) {
                        long before = threads.getCurrentThreadCpuTime();
                        assertThat(verifier.verify(answer, response, extraction)).isNotNull();
                        best = Math.min(best, threads.getCurrentThreadCpuTime() - before);
                      }
                      if (best > 50_000_000) {
                        slow.merge(name + " " + pattern, best / 1e6, Math::max);
                      }
                    }
                  }
                }
                assertThat(verifier.checkReference(reference)).isNotNull();
              });
    }
    assertThat(slow).isEmpty();
  }

  @Test
  void noMutatedTextMakesAnyVerifierThrow() throws IOException {
    int runs = Integer.getInteger("rondo.fuzz", 3_000) / 10;
    Random random = new Random(Long.getLong("rondo.fuzz.seed", 21L));
    List<String> seeds = new ArrayList<>();
    for (MathVerifierTest.Pair pair : MathVerifierTest.pairs()) {
      seeds.add(pair.reference());
      seeds.add(pair.response());
    }
    for (String name : Verifiers.names()) {
      Verifier verifier = Verifiers.named(name);
      for (int run = 0; run < runs; run++) {
        String reference = mutated(seeds, random);
        String response = mutated(seeds, random);
        assertThat(verifier.verify(reference, response, Extraction.LADDER)).isNotNull();
        assertThat(verifier.verify(reference, "\\boxed{" + response + "}")).isNotNull();
        assertThat(verifier.checkReference(reference)).isNotNull();
      }
      if (!name.equals("same-length")) { // a test's own
        assertThat(verifier.verify("5", null)).isNotNull();
        assertThat(verifier.verify(null, "5")).isNotNull();
        assertThat(verifier.checkReference(null)).isPresent();
      }
    }
  }

  private static String mutated(List<String> seeds, Random random) {
    StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
    int changes = random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(6)) {
        case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 1 -> text.insert(at, (char) random.nextInt(0x3000));
        case 2 -> {
          if (at < text.length()) {
            text.deleteCharAt(at);
          }
        }
        case 3 -> {
          String other = seeds.get(random.nextInt(seeds.size()));
          text.insert(at, other, 0, Math.min(other.length(), 200));
        }
        case 4 -> {
          int to = Math.min(text.length(), at + 1 + random.nextInt(20));
          String part = text.substring(at, to);
          text.insert(at, part.repeat(1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 3)));
        }
        default ->
            text.insert(at, PIECES[random.nextInt(PIECES.length)].repeat(1 + random.nextInt(4)));
      }
    }
    return text.toString();
  }
}
