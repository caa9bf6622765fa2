package dev.rondo.report;

import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.page.Block;
import dev.rondo.report.page.Section;
import java.util.List;

/** The frozen configuration. */
final class SettingsSection {
  private SettingsSection() {}

  static Section of(RunFacts run) {
    return new Section(
        "settings",
        "Settings",
        "As frozen in run.yaml; each is documented in docs/configuration.md. Digest of what decides"
            + " the content: "
            + run.config().contentDigest()
            + ".",
        List.of(new Block.Preformatted("Every setting", run.config().toYaml())));
  }
}
