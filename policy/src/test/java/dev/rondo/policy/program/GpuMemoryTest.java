package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuMemoryTest {
  @TempDir private Path folder;

  @Test
  void theAnswerOfTheDriversProgramIsInMebibytes() throws IOException {
    assertThat(GpuMemory.totalBytes(program("echo 81559; echo 143771"), Map.of()))
        .hasValue(81559L << 20);
  }

  @Test
  void noProgramNoDriverAndNoNumberAreNoAnswer() throws IOException {
    assertThat(GpuMemory.totalBytes(folder.resolve("none").toString(), Map.of())).isEmpty();
    assertThat(GpuMemory.totalBytes(program("echo 81559; exit 9"), Map.of())).isEmpty();
    assertThat(GpuMemory.parse("[N/A]\n")).isEmpty();
    assertThat(GpuMemory.parse("")).isEmpty();
    assertThat(GpuMemory.parse("0")).isEmpty();
  }

  @Test
  void theGpuIsTheFirstThatTheProcessMaySee() {
    assertThat(GpuMemory.command("smi", Map.of("CUDA_VISIBLE_DEVICES", "2,0"))).endsWith("-i", "2");
    assertThat(GpuMemory.command("smi", Map.of("CUDA_VISIBLE_DEVICES", "GPU-1a2b")))
        .endsWith("-i", "GPU-1a2b");
    assertThat(GpuMemory.command("smi", Map.of())).doesNotContain("-i");
    assertThat(GpuMemory.command("smi", Map.of("CUDA_VISIBLE_DEVICES", "-1; rm")))
        .doesNotContain("-i");
  }

  private String program(String body) throws IOException {
    Path file = folder.resolve("smi");
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }
}
