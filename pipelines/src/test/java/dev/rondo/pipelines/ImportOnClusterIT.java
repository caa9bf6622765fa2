package dev.rondo.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.imports.ImportPlan;
import dev.rondo.imports.ProblemForm;
import dev.rondo.imports.PromptTemplate;
import dev.rondo.imports.SourceFormat;
import dev.rondo.imports.Split;
import dev.rondo.imports.Splits;
import dev.rondo.programs.ProblemImport;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.run.CodeVersion;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The driver of an import follows the same rules as that of a run; its JobManager is a fake. */
@Timeout(180)
class ImportOnClusterIT {
  private static final int PARALLELISM = 4;

  @TempDir private Path folder;
  private FakeFlink flink;
  private Path source;
  private Path target;

  @BeforeEach
  void start() throws IOException {
    flink = new FakeFlink();
    flink.isOfThisVersion();
    source =
        Files.writeString(folder.resolve("a.jsonl"), "{\"problem\":\"1+1\",\"answer\":\"2\"}\n");
    target = folder.resolve("to");
  }

  @AfterEach
  void stop() {
    flink.close();
  }

  @Test
  void aDriverThatIsStoppedCancelsItsJobAndSaysWhatIsMissingBefore() throws Exception {
    flink.answers.put("/overview", "{\"slots-total\":2,\"slots-available\":0}");
    flink.list(
        FakeFlink.job("1", jobName(), "RUNNING").replace("{}", "{\"scheduled\":4,\"running\":0}"));
    List<String> command =
        FlinkCluster.java(
            List.of("-Xmx512m", "-XX:+UseSerialGC"),
            System.getProperty("java.class.path"),
            "dev.rondo.cli.Main");
    command.addAll(List.of("import", "--format", "plain", "--from", source.toString(), "--to"));
    command.addAll(List.of(target.toString(), "--"));
    command.addAll(options());
    Path log = folder.resolve("log");
    Process driver =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      while (driver.isAlive() && !Files.readString(log).contains("slots wanted")) {
        Thread.sleep(20);
      }
      assertThat(Files.readString(log))
          .contains("Waits for job " + jobName())
          .contains("import-plain: 4 slots wanted, 2 there: waiting");
      driver.destroy();
      assertThat(driver.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(driver.exitValue()).isEqualTo(128 + 15);
      assertThat(flink.requests).contains("PATCH /jobs/1?mode=cancel");
      assertThat(target.resolve(ImportPlan.RECORD)).as("it may still write").exists();
    } finally {
      driver.destroyForcibly().waitFor();
    }
  }

  @Test
  void filesAreNotTakenBackWhileAJobMayWriteThem() throws Exception {
    flink.list(FakeFlink.job("1", jobName(), "RUNNING"));
    List<String> said = new ArrayList<>();
    assertThatThrownBy(
            () ->
                ProblemImport.run(
                    plan(),
                    target,
                    options(),
                    line -> {
                      said.add(line);
                      flink.statuses.put("GET /jobs/overview", 403);
                    }))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("status 403");
    assertThat(said)
        .containsExactly("Waits for job " + jobName() + ", which an earlier driver left");
    assertThat(target.resolve(ImportPlan.RECORD)).exists();
  }

  @Test
  void aClusterThatTakesNoJobIsRefusedBeforeAnythingIsWritten() throws Exception {
    flink.answers.put("/config", "{\"flink-version\":\"2.1.0\"}");
    assertThatThrownBy(() -> ProblemImport.run(plan(), target, options(), line -> {}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("runs Flink 2.1.0");
    assertThat(target).doesNotExist();
  }

  private List<String> options() {
    return List.of(
        "--runner=FlinkRunner", "--flinkMaster=" + flink.master(), "--parallelism=" + PARALLELISM);
  }

  private JobName jobName() throws IOException {
    return JobName.of(
        "import-plain", StorageLocation.directory(target), plan().digest(), PARALLELISM);
  }

  private ImportPlan plan() throws IOException {
    return new ImportPlan(
        List.of(ImportPlan.Source.of(source)),
        SourceFormat.named("plain").with(null, null, null, null),
        new ProblemForm("plain", "math", new PromptTemplate(PromptTemplate.PLACE)),
        new Splits(Split.NONE, 0),
        new ImportPlan.Limits(1 << 20, 5_000_000),
        List.of(),
        CodeVersion.version());
  }
}
