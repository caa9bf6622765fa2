package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PolicyProgramTest {

  @Test
  void theDigestFollowsTheText() {
    PolicyProgram program = PolicyProgram.standard();
    assertThat(program.digest())
        .matches("[0-9a-f]{64}")
        .isEqualTo(PolicyProgram.standard().digest())
        .isNotEqualTo(program.withPart(PolicyProgramTest.class, "probes.py").digest());
    assertThat(program.archive()).isEqualTo(PolicyProgram.standard().archive());
  }

  @Test
  void aLineOfTheWholeIsToldAsFileAndLine() {
    PolicyProgram program = PolicyProgram.standard().withPart(PolicyProgramTest.class, "probes.py");
    String[] lines = program.text().split("\n", -1);
    assertThat(program.location(1)).isEqualTo("header.py:1");
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].contains("def probe_norm")) {
        assertThat(program.location(i + 1)).isEqualTo("probes.py:3");
      }
      if (lines[i].contains("def rms_norm")) {
        assertThat(program.location(i + 1)).isEqualTo("norm.py:3");
      }
    }
    assertThat(program.location(lines.length + 5)).isEqualTo("line " + (lines.length + 5));
  }

  @Test
  void aProgramThatDoesNotCompileIsToldAsFileAndLine() {
    PolicyProgram wrong = PolicyProgram.standard().withPart(PolicyProgramTest.class, "wrong.py");
    assertThatThrownBy(() -> ProgramModule.load(wrong, Device.cpu()))
        .isInstanceOf(ProgramException.class)
        .hasMessageStartingWith("Cannot compile the policy program at wrong.py:4: ");
  }

  @Test
  void aPartThatDoesNotExistIsNamed() {
    PolicyProgram program = PolicyProgram.standard();
    assertThatThrownBy(() -> program.withPart(PolicyProgramTest.class, "absent.py"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("absent.py");
  }

  @Test
  void anEmptyListIsRefusedBeforeItReachesTheProgram() {
    try (ProgramModule module = ProgramModule.load(PolicyProgram.standard(), Device.cpu())) {
      Call call = module.call("split_weight");
      assertThatThrownBy(() -> call.list("w", new NDList()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0 tensors");
    }
  }

  @Test
  void aLoadedProgramLeavesNothingInTheTemporaryDirectory() throws IOException {
    PolicyProgram own = PolicyProgram.standard().withPart(PolicyProgramTest.class, "probes.py");
    Set<Path> before = modelDirectories();
    ProgramModule.load(own, Device.cpu()).close();
    PolicyProgram wrong = PolicyProgram.standard().withPart(PolicyProgramTest.class, "wrong.py");
    assertThatThrownBy(() -> ProgramModule.load(wrong, Device.cpu()))
        .isInstanceOf(ProgramException.class);
    assertThat(before).containsAll(modelDirectories());
  }

  private static Set<Path> modelDirectories() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Set<Path> found = new TreeSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(temporary, "pt-model*")) {
      all.forEach(found::add);
    }
    return found;
  }
}
