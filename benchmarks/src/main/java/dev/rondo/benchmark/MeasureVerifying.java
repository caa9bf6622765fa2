package dev.rondo.benchmark;

import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Responses judged in a second of one thread's processor time, so that what else the machine does
 * counts little; the first half of the passes warms up.
 */
@Command(
    name = "verifying",
    mixinStandardHelpOptions = true,
    description = "Responses judged per second of one thread's processor time.")
final class MeasureVerifying implements Callable<Integer> {
  @Option(
      names = "--responses",
      required = true,
      description = "JSON Lines with gold and response, or a directory of them.")
  private Path responses;

  @Option(names = "--verifier", description = "Name of the verifier (default: ${DEFAULT-VALUE}).")
  private String name = "math";

  @Option(names = "--passes", description = "Over all responses (default: ${DEFAULT-VALUE}).")
  private int passes = 20;

  @Override
  public Integer call() throws IOException {
    Verifier verifier = Verifiers.named(name);
    List<LabelledResponses.Row> rows = LabelledResponses.read(responses);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] rates = new double[passes];
    for (int pass = 0; pass < passes; pass++) {
      long start = threads.getCurrentThreadCpuTime();
      for (LabelledResponses.Row row : rows) {
        verifier.verify(row.gold(), row.response(), Extraction.LADDER);
      }
      rates[pass] = rows.size() / ((threads.getCurrentThreadCpuTime() - start) / 1e9);
    }
    double[] warm = Arrays.copyOfRange(rates, passes / 2, passes);
    Arrays.sort(warm);
    System.out.printf(
        Locale.ROOT,
        "%d responses: %,.0f a second of processor time (median of the last %d passes; %,.0f to"
            + " %,.0f)%n",
        rows.size(),
        warm[warm.length / 2],
        warm.length,
        warm[0],
        warm[warm.length - 1]);
    return 0;
  }
}
