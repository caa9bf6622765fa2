package dev.rondo.cli;

import static dev.rondo.cli.CommandLineTestSupport.rondo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.cli.CommandLineTestSupport.Outcome;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What holds for every command: help with an example, usage errors in one line. */
class MainTest {

  @Test
  void everyCommandHasHelpWithAnExample() {
    for (List<String> command : commands(Main.commandLine(), List.of())) {
      List<String> words = new ArrayList<>(command);
      words.add("--help");
      Outcome outcome = rondo(words.toArray());

      assertThat(outcome.exitCode()).as("%s", words).isZero();
      assertThat(outcome.out()).as("%s", words).contains("Usage: rondo").contains("rondo ");
      if (!command.isEmpty()) {
        assertThat(outcome.out()).as("%s", words).containsPattern("Examples?:");
      }
    }
  }

  /** Else the second command of the README finds the first one's run, and nothing left to do. */
  @Test
  void eachSizeOfTheQuickstartHasADirectoryOfItsOwn() {
    assertThat(QuickstartCommand.defaultDirectory(QuickstartCommand.Size.tiny, false))
        .isEqualTo(Path.of("runs/tiny"));
    assertThat(QuickstartCommand.defaultDirectory(QuickstartCommand.Size.small, false))
        .isEqualTo(QuickstartCommand.defaultDirectory(null, false))
        .isEqualTo(Path.of("runs/quickstart"));
    assertThat(QuickstartCommand.defaultDirectory(null, true)).isEqualTo(Path.of("runs/model"));
    assertThat(QuickstartCommand.defaultDirectory(QuickstartCommand.Size.tiny, true))
        .isEqualTo(Path.of("runs/model-tiny"));
  }

  @Test
  void noCommandIsWrongUsage() {
    assertWrongUsage(rondo(), "no command given");
    assertWrongUsage(rondo("datasets"), "no command given");
  }

  @Test
  void anUnknownCommandOrOptionIsWrongUsageInOneLine() {
    assertWrongUsage(rondo("trian"), "trian");
    assertWrongUsage(rondo("init", "--confg", "x"), "--confg");
    assertWrongUsage(rondo("init"), "--config");
  }

  /** Beam's own complaint names options that nobody typed. */
  @Test
  void optionsOfBeamWithoutTwoHyphensBeforeThemAndStrayWordsAreToldWhereTheyBelong() {
    assertWrongUsage(
        rondo("run", "--run", "r", "--runner=FlinkRunner"),
        "Unknown option: --runner=FlinkRunner, did you mean --run? Options of Beam come after --");
    assertWrongUsage(
        rondo("import", "--format=gsm8k", "--from", "a.jsonl", "b.jsonl", "--to=d"),
        "Unknown argument: b.jsonl (allowed: options of Beam as --NAME=VALUE after --; of several"
            + " values each has its own --from, --against)");
    assertWrongUsage(
        rondo("eval", "--policy", "a", "b", "--problems=p", "--out=o"),
        "each has its own --policy, --problems, --stop)");
    assertWrongUsage(
        rondo("run", "--run", "r", "--", "--runner", "FlinkRunner"),
        "Unknown argument: FlinkRunner (allowed: options of Beam as --NAME=VALUE after --)");
    assertThat(rondo("init", "--confg=x").err())
        .contains("did you mean --config?")
        .doesNotContain("Beam");
  }

  @Test
  void theVersionIsPrinted() {
    assertThat(rondo("--version").out()).startsWith("rondo ");
  }

  @Test
  void completionPrintsAScriptThatKnowsTheCommands() {
    Outcome outcome = rondo("completion");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("complete").contains("datasets").contains("verify");
  }

  @Test
  void anErrorOfTheProgramIsOneLineAndTheRestIsInTheLog(@TempDir Path folder) throws Exception {
    String withoutJackson =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("jackson-databind"))
            .collect(Collectors.joining(File.pathSeparator));
    Path log = folder.resolve("rondo.log");
    Path dataset = Files.createDirectory(folder.resolve("data"));
    Files.writeString(dataset.resolve("manifest.json"), "{}");
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Drondo.log=" + log,
                "-cp",
                withoutJackson,
                Main.class.getName(),
                "datasets",
                "verify",
                dataset.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isEqualTo(1);
    assertThat(said.strip())
        .startsWith("rondo: Cannot go on: ")
        .endsWith("(details: " + log + ")")
        .hasLineCount(1);
    assertThat(log).content().contains("NoClassDefFoundError");
  }

  private static void assertWrongUsage(Outcome outcome, String part) {
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().strip()).startsWith("rondo: ").contains(part).hasLineCount(1);
  }

  private static List<List<String>> commands(CommandLine commandLine, List<String> path) {
    List<List<String>> all = new ArrayList<>();
    all.add(path);
    commandLine
        .getSubcommands()
        .forEach(
            (name, subcommand) -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(name);
              all.addAll(commands(subcommand, longer));
            });
    return all;
  }
}
