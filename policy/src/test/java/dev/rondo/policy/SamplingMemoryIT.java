package dev.rondo.policy;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Ten thousand native calls with forced garbage collection: nothing native is left behind. */
class SamplingMemoryIT {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int SESSIONS = 340;
  private static final int CALLS_PER_SESSION = 30;
  private static final int ROWS = 64;

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

  private static long residentKibibytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
