package dev.rondo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.process.FullHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The recipes for schedulers say of exit codes and of Flink's settings what the program does. */
class ScheduleRecipesTest {
  private static final Path RUNBOOKS = Path.of("..", "runbooks");

  @Test
  void kubernetesTellsAFailureForAPersonFromOneToTryAgain() throws IOException {
    String text = read("schedule/cronjob.yaml");
    assertThat(parsed(text)).containsEntry("kind", "CronJob");
    assertThat(text)
        .contains(
            "values: [" + ExitCode.FAILED + ", " + ExitCode.USAGE + "]",
            "action: FailJob",
            "restartPolicy: Never",
            "concurrencyPolicy: Forbid");
  }

  @Test
  void theFlinkOfKubernetesHasTheSettingsOfTheRunbook() throws IOException {
    assertThat(parsed(read("schedule/flinkdeployment.yaml")))
        .containsEntry("kind", "FlinkDeployment");
    Map<String, String> there = settings(read("schedule/flinkdeployment.yaml"));
    assertThat(there).hasSizeGreaterThan(8);
    assertThat(settings(read("flink-cluster.sh"))).containsAllEntriesOf(there);
    assertThat(settings(read("flink-cluster.md"))).containsAllEntriesOf(there);
  }

  @Test
  void systemdCronAndAirflowKnowTheExitCodes() throws IOException {
    assertThat(read("schedule/rondo-run.service")).contains("RestartPreventExitStatus=1 2\n");
    assertThat(read("schedule/rondo.crontab")).contains("[ $? -eq " + ExitCode.TRY_AGAIN + " ]");
    assertThat(read("schedule/rondo_dag.py")).contains("FAILED = (1, 2)", "--exit-code-if-more");
  }

  /** No recipe knows the exit code by which the virtual machine would end by itself. */
  @Test
  void theLauncherLetsTheProgramEndAtAFullHeap() throws IOException {
    assertThat(Files.readString(Path.of("..", "rondo")))
        .contains("-XX:OnOutOfMemoryError=kill -" + FullHeap.SIGNAL + " %p")
        .doesNotContain("ExitOnOutOfMemoryError", "CrashOnOutOfMemoryError");
  }

  @Test
  void thePageNamesEveryKeyOfTheStatus() throws IOException {
    String page = read("schedule.md");
    for (String key :
        List.of(
            "name",
            "config-digest",
            "rounds",
            "published-rounds",
            "ended-early",
            "latest-round",
            "evaluations",
            "removed",
            "next",
            "done")) {
      assertThat(page).contains("| `" + key + "` |");
    }
    assertThat(page).contains("| " + ExitCode.TRY_AGAIN + " |", "| " + ExitCode.FAILED + " |");
  }

  @Test
  void thePageNamesWhatTheObjectsOfTheStatusHave() throws IOException {
    String page = read("schedule.md");
    String command = Files.readString(Path.of("src/main/java/dev/rondo/cli/StatusCommand.java"));
    Matcher key = Pattern.compile("\\.put\\(\"([a-z0-9-]+)\"").matcher(command);
    List<String> keys = key.results().map(found -> "`" + found.group(1) + "`").toList();
    assertThat(keys).hasSizeGreaterThan(20);
    assertThat(page).contains(keys);
  }

  /** Settings for the loss of a machine: how soon it is noticed, and what follows. */
  private static Map<String, String> settings(String text) {
    Matcher line =
        Pattern.compile(
                "(?m)^\\s*((?:heartbeat|restart-strategy|jobmanager\\.execution"
                    + "|taskmanager\\.network\\.sort-shuffle)\\.[a-z.-]+): \"?([^\"\\n]+)\"?$")
            .matcher(text);
    Map<String, String> settings = new TreeMap<>();
    while (line.find()) {
      settings.put(line.group(1), line.group(2));
    }
    return settings;
  }

  private static Map<String, Object> parsed(String text) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
  }

  private static String read(String runbook) throws IOException {
    return Files.readString(RUNBOOKS.resolve(runbook));
  }
}
