package dev.rondo.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md is what the settings say of themselves. With {@code
 * -Drondo.write-docs=true} this test writes the page instead of comparing it.
 */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");

  private static final Map<String, String> SECTIONS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("run", "The run as a whole."),
              Map.entry("task", "Which problems there are, and how many of each use."),
              Map.entry(
                  "model", "Sizes of the base policy, a decoder of the `qwen2` architecture."),
              Map.entry("warm-start", "The supervised training that makes the base policy."),
              Map.entry("rollout", "How a round samples."),
              Map.entry(
                  "objective",
                  "What a round maximizes, and the reference policy that it is measured against."),
              Map.entry("train", "What of its rollouts a round trains on, and how."),
              Map.entry("optimizer", "How an update moves the weights: AdamW and its schedule."),
              Map.entry("memory", "What bounds the memory of training, and how fast it is."),
              Map.entry("adapters", "LoRA, where it is trained instead of the weights."),
              Map.entry("retention", "What of a run is kept on disk."),
              Map.entry("policy-gradient", "The clipped loss of objectives grpo and ppo."),
              Map.entry("critic", "The critic of objective ppo, a network of its own."),
              Map.entry("alarms", "Failure signatures that are looked for after each round."),
              Map.entry("evaluation", "How policies are measured on the held-out problems."),
              Map.entry(
                  "control", "What the base policy gets instead of the rounds, for comparison."),
              Map.entry("compute", "The numeric class: what decides the last bit of a result."),
              Map.entry("runner", "Where the jobs run; never changes a byte of the data.")));

  @Test
  void thePageIsWhatTheSettingsSay() throws IOException {
    if (Boolean.getBoolean("rondo.write-docs")) {
      Files.writeString(PAGE, page());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page());
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration: every setting of run.yaml

            A run is configured by one YAML file of sections and keys. What the file leaves out has its
            default; what is not on this page is refused, with file, line and the nearest key. Ranges and
            combinations are checked before anything is written. `rondo init` freezes the configuration
            into the run directory with every default written out; `configs/tiny.yaml` and
            `configs/small.yaml` are the quickstart's.

            The configuration's digest stands in the lineage of every dataset. It covers all settings but
            those marked *not content*: they may differ between two starts of the same run. Folders of
            `evaluation.benchmarks` count as they are written: the same problems in another folder have another digest.

            This page is generated from `RunConfig` and compared with it by a test.
            """);
    for (SettingSchema.Section section : SettingSchema.sections()) {
      page.append("\n## ").append(section.name()).append("\n\n");
      page.append(SECTIONS.get(section.name())).append("\n\n");
      page.append("| key | meaning | unit | allowed | default |\n|---|---|---|---|---|\n");
      for (SettingSchema.Entry entry : section.entries()) {
        Setting setting = entry.describes();
        page.append("| `").append(entry.key()).append("` | ").append(setting.meaning());
        page.append(setting.content() ? "" : " *Not content.*").append(" | ");
        page.append(setting.unit()).append(" | ");
        page.append(entry.allowed().replace("|", "\\|")).append(" | ");
        page.append(entry.defaultText()).append(" |\n");
      }
    }
    page.append(
        """

        ## Combinations

        A default follows the settings that it depends on, as the tables say, so that it is never at
        fault itself. What a file gives must fit together:

        """);
    for (Combinations.Rule rule : Combinations.rules()) {
      page.append("- ").append(rule.says()).append('\n');
    }
    page.append(
        """

        ## What the launcher reads

        `./rondo` sets the threads and the instruction set of the math libraries from the section
        `compute` before it starts the program, since they cannot be changed later. It finds only a key with a
        line of its own, as `rondo init` writes it; the program refuses a run or a training whose instruction
        set it did not find. A new quickstart gets
        the best instruction set, up to its preset's, that the processor has. The Java heap is
        1 GiB, and 512 MiB for `datasets`, `status`, `report`, `compare` and `export`; the environment
        variable `RONDO_HEAP` (such as `2g`) changes it, `JAVA_HOME` chooses the
        JDK, `RONDO_JAVA_OPTS` adds options of the Java virtual machine.
        """);
    return page.toString();
  }
}
