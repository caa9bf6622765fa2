// How much memory this process holds.
package dev.rondo.trainer.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Memory of this process; for metrics only. */
public final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Map<String, String> FIELDS =
      Map.of("VmRSS:", "memory/resident_mebibytes", "VmHWM:", "memory/peak_resident_mebibytes");

  private ProcessMemory() {}

  /** Heap in use, and where the system tells, resident memory now and at most, in MiB. */
  public static SortedMap<String, Double> mebibytes() {
    SortedMap<String, Double> memory = new TreeMap<>();
    Runtime runtime = Runtime.getRuntime();
    memory.put("memory/heap_mebibytes", (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0);
    try {
      for (String line : Files.readAllLines(STATUS, StandardCharsets.UTF_8)) {
        String[] words = line.split("\\s+");
        if (FIELDS.containsKey(words[0])) {
          memory.put(FIELDS.get(words[0]), Double.parseDouble(words[1]) / 1024);
        }
      }
    } catch (IOException e) {
      // Not every system has this file; the heap alone is told then.
      memory.remove("memory/resident_mebibytes");
    }
    return memory;
  }
}
