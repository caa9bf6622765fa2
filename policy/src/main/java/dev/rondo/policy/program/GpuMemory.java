package dev.rondo.policy.program;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Memory of the GPU that {@code cuda} means, the first one that this process may see, as {@code
 * nvidia-smi} tells it: asked before any library is loaded, so that a run too large is refused
 * without taking the GPU.
 */
public final class GpuMemory {
  private static final Pattern INDEX = Pattern.compile("\\d{1,4}");
  private static final Pattern MEBIBYTES = Pattern.compile("[1-9]\\d{0,9}");
  private static final int ANSWER_BYTES = 4096;
  private static final long SECONDS = 20;

  private GpuMemory() {}

  /** All of its memory; empty where there is no GPU, or nothing that tells. */
  public static OptionalLong totalBytes() {
    return totalBytes("nvidia-smi", System.getenv());
  }

  /** The same by a program that answers alike. */
  static OptionalLong totalBytes(String program, Map<String, String> environment) {
    try {
      Process process =
          new ProcessBuilder(command(program, environment))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream out = process.getInputStream()) {
        process.getOutputStream().close();
        boolean isDone = process.waitFor(SECONDS, TimeUnit.SECONDS);
        return isDone && process.exitValue() == 0
            ? parse(new String(out.readNBytes(ANSWER_BYTES), StandardCharsets.UTF_8))
            : OptionalLong.empty();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }

  /** The question, about the GPU that {@code CUDA_VISIBLE_DEVICES} puts first. */
  static List<String> command(String program, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.add("--query-gpu=memory.total");
    command.add("--format=csv,noheader,nounits");
    String visible = environment.getOrDefault("CUDA_VISIBLE_DEVICES", "");
    String first = visible.replaceFirst(",.*", "").strip();
    if (INDEX.matcher(first).matches() || first.startsWith("GPU-")) {
      command.add("-i");
      command.add(first);
    }
    return command;
  }

  /** The first line of an answer, in MiB. */
  static OptionalLong parse(String answer) {
    String first = answer.strip().lines().findFirst().orElse("").strip();
    return MEBIBYTES.matcher(first).matches()
        ? OptionalLong.of(Long.parseLong(first) << 20)
        : OptionalLong.empty();
  }
}
