package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.TinyPolicies;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Nothing native is left behind, and what a prompt takes grows with its length alone. */
class SamplingMemoryIT {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int SESSIONS = 340;
  private static final int CALLS_PER_SESSION = 30;
  private static final int ROWS = 64;

  /** Ten thousand native calls with forced garbage collection. */
  @Test
  void memoryStaysFlatOverTenThousandCalls() throws IOException {
    Assumptions.assumeTrue(Files.exists(STATUS), "memory is read from /proc");
    SamplingSettings settings = new SamplingSettings(1, 1, 0, CALLS_PER_SESSION);
    List<SampleRequest> requests = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      requests.add(
          new SampleRequest(new int[] {3 + i % 5, 4, 5}, new SampleKey(1, 1, "p" + i % 5, i)));
    }
    long calls = 0;
    long settled = 0;
    try (DjlPolicy policy =
        DjlPolicy.of(
            TinyPolicies.random(TinyPolicies.CONFIG, 1), new ByteTokenizer(), Set.of(), "memory")) {
      for (int session = 0; session < SESSIONS; session++) {
        try (SamplingSession sampling = policy.startSampling(requests, settings)) {
          boolean isFinished = false;
          while (!isFinished) {
            isFinished = sampling.advance(1);
            calls++;
          }
        }
        if (session % 20 == 0) {
          System.gc();
        }
        if (session == 60) {
          settled = residentKibibytes();
        }
      }
      System.gc();
      assertThat(calls).isGreaterThanOrEqualTo(10_000);
      // The keys and values of one session are 540 KiB: kept, they would add up to 150 MiB.
      assertThat(residentKibibytes() - settled).isLessThan(48 * 1024);
    }
  }

  /** Grouped heads: the scores of all pairs of positions alone would take 512 MiB. */
  @Test
  void aPromptTakesWhatIsPlannedAndNotTheSquareOfItsLength() throws IOException {
    Assumptions.assumeTrue(Files.exists(STATUS), "memory is read from /proc");
    ModelConfig grouped = ModelConfig.qwen2(64, 128, 256, 2, 8, 2, 32, 8192);
    long planned = new SamplingMemory(grouped, ComputeType.FLOAT32).promptBytes(4096);
    try (DjlPolicy policy =
        DjlPolicy.of(
            TinyPolicies.random(grouped, 1), new ByteTokenizer(), Set.of(), "e".repeat(64))) {
      read(policy, 64);
      System.gc();
      long loaded = kibibytes("VmRSS");
      long peak = peakKibibytes(policy, 4096);
      assertThat(peak - loaded).isLessThan(4 * planned >> 10);
    }
  }

  private static long peakKibibytes(DjlPolicy policy, int tokens) throws IOException {
    System.gc();
    Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak is what is resident
    read(policy, tokens);
    return kibibytes("VmHWM");
  }

  private static void read(DjlPolicy policy, int tokens) {
    SampleRequest request = new SampleRequest(new int[tokens], new SampleKey(1, 1, "p", 0));
    try (SamplingSession session =
        policy.startSampling(List.of(request), new SamplingSettings(1, 1, 0, 1))) {
      assertThat(session.advance(1)).isTrue();
    }
  }

  private static long residentKibibytes() throws IOException {
    return kibibytes("VmRSS");
  }

  private static long kibibytes(String field) throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
