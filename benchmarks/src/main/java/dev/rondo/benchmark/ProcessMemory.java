package dev.rondo.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process as the kernel counts it; 0 where there is no /proc. */
final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** Resident memory now. */
  static long residentBytes() {
    return field("VmRSS:");
  }

  /** The most that was resident since the process started or {@link #resetPeak} was called. */
  static long peakBytes() {
    return field("VmHWM:");
  }

  /** Forgets the peak. */
  static void resetPeak() throws IOException {
    Path reset = Path.of("/proc/self/clear_refs");
    if (Files.isWritable(reset)) {
      Files.writeString(reset, "5");
    }
  }

  private static long field(String name) {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
