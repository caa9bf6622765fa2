package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedTorchTest {
  @TempDir private Path folder;

  @Test
  void theVersionOfAPythonPackageIsReadBesideItsLibrary() throws IOException {
    Path library = library();
    Files.writeString(
        folder.resolve("version.py"),
        "from typing import Optional\n\n__version__ = '2.11.0+cu130'\ncuda = '13.0'\n");
    assertThat(LoadedTorch.versionBeside(library)).contains("2.11.0+cu130");
  }

  @Test
  void theVersionOfTheDistributionIsReadBesideItsLibrary() throws IOException {
    Path library = library();
    Files.writeString(folder.resolve("build-version"), "2.8.0+cpu\n");
    assertThat(LoadedTorch.versionBeside(library)).contains("2.8.0+cpu");
  }

  @Test
  void aLibraryByItselfTellsNoVersion() throws IOException {
    Path library = library();
    assertThat(LoadedTorch.versionBeside(library)).isEmpty();
    Files.writeString(folder.resolve("version.py"), "version = 3\n");
    assertThat(LoadedTorch.versionBeside(library)).isEmpty();
  }

  @Test
  void theMappedLibraryIsTheOneOfTheProcess() throws IOException {
    Path maps = folder.resolve("maps");
    Files.writeString(
        maps,
        "7f00-7f01 r--p 00000000 fe:00 1  /lib/libc.so.6\n"
            + "7f02-7f03 r--p 00000000 fe:00 2  /opt/my torch/lib/libtorch_cpu.so\n");
    assertThat(LoadedTorch.library(maps)).contains(Path.of("/opt/my torch/lib/libtorch_cpu.so"));
    Numerics.threads(); // loads the library
    assertThat(LoadedTorch.library(Path.of("/proc/self/maps")))
        .hasValueSatisfying(file -> assertThat(file).hasFileName("libtorch_cpu.so").exists());
  }

  @Test
  void theLibraryThatDjlBringsHasTheVersionThatDjlSays() {
    assertThat(Numerics.numericClass(DeviceSettings.CPU).torchVersion()).isEqualTo("2.7.1");
  }

  private Path library() throws IOException {
    Path lib = Files.createDirectory(folder.resolve("lib"));
    return Files.writeString(lib.resolve("libtorch_cpu.so"), "");
  }
}
