package dev.rondo.benchmark;

import dev.rondo.schema.Outcome;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verifier;
import dev.rondo.verify.Verifiers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Responses judged in a second on one core: {@code benchmarks/run jmh VerifierBenchmark -p
 * responses=DIR}. The directory holds JSON Lines files of one's own with the fields {@code gold}
 * and {@code response} (or {@code pred}).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(1)
public class VerifierBenchmark {
  /** Directory of JSON Lines files, or one such file. */
  @Param({""})
  public String responses;

  /** Name of the verifier. */
  @Param({"math"})
  public String verifier;

  private List<LabelledResponses.Row> rows;
  private Verifier chosen;

  /** Reads every row. */
  @Setup
  public void read() throws IOException {
    chosen = Verifiers.named(verifier);
    rows = LabelledResponses.read(Path.of(responses));
    System.out.println(rows.size() + " responses an operation");
  }

  /** Judges all of them; the time is of all together. */
  @Benchmark
  public int judgeAll() {
    int correct = 0;
    for (LabelledResponses.Row row : rows) {
      Outcome outcome = chosen.verify(row.gold(), row.response(), Extraction.LADDER).outcome();
      correct += outcome == Outcome.CORRECT ? 1 : 0;
    }
    return correct;
  }
}
