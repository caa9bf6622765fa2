package dev.rondo.benchmark;

import dev.rondo.policy.DjlPolicy;
import dev.rondo.policy.SampleKey;
import dev.rondo.policy.SampleRequest;
import dev.rondo.policy.SamplingSession;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.util.ArrayList;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One batch of the tiny policy: what a position costs beyond arithmetic. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SamplingBenchmark {
  /** Sequences sampled together. */
  @Param({"1", "64", "512"})
  public int sequences;

  private DjlPolicy policy;
  private List<SampleRequest> requests;

  /** Opens the policy. */
  @Setup
  public void open() throws IOException {
    policy = new Model().open();
    requests = new ArrayList<>();
    for (int i = 0; i < sequences; i++) {
      int[] prompt = {i / 8 % 60, 3, 5, 7, 11, 13, 17, 19};
      requests.add(new SampleRequest(prompt, new SampleKey(1, 1, "p" + i / 8, i % 8)));
    }
  }

  /** Closes it. */
  @TearDown
  public void close() {
    policy.close();
  }

  /** 24 positions, as the quickstart samples. */
  @Benchmark
  public long sample() {
    try (SamplingSession session =
        policy.startSampling(requests, new SamplingSettings(1, 1, 0, 24))) {
      boolean isFinished = false;
      while (!isFinished) {
        isFinished = session.advance(24);
      }
      return session.sampledTokens();
    }
  }
}
