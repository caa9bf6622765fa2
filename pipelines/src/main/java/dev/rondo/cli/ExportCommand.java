package dev.rondo.cli;

import dev.rondo.dataset.NewDirectory;
import dev.rondo.process.Endings;
import dev.rondo.programs.hub.HubExport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo export}: datasets as a folder of the Hugging Face hub. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    header = "Copies rollouts, evaluations and problems into a folder for the Hugging Face hub.",
    description = {
      "",
      "The folder opens with datasets.load_dataset(DIR, CONFIGURATION). Its README.md is the"
          + " dataset card: configurations, columns, counts, settings, lineage with digests. Files"
          + " of rows and manifests are the bytes of the run, so rondo datasets verify checks the"
          + " folder, too. The card says no host and no folder outside. Choose a license before you"
          + " publish: problems have those of their sources.",
      "",
      "The folder appears whole or not at all; one that is there and not empty is refused.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo export --from runs/first --to hub/first",
      "  rondo export --from runs/first --only rollouts --only problems/training --to hub/rollouts"
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR",
      description =
          "A run, or a directory with datasets somewhere below, such as what rondo eval wrote.")
  private Path from;

  @Option(
      names = "--only",
      paramLabel = "PATH",
      description =
          "Only datasets in this directory of it, such as rollouts or evals/held-out; may be given"
              + " several times.")
  private List<String> only = List.of();

  @Option(
      names = "--license",
      paramLabel = "ID",
      defaultValue = "",
      description = "License of the card, an id as the hub has them, such as cc-by-4.0.")
  private String license;

  @Option(names = "--to", required = true, paramLabel = "DIR", description = "The folder to make.")
  private Path to;

  @Override
  public Integer call() throws IOException {
    HubExport export = new HubExport(from, only, license);
    export.requireFree(to);
    Path target = to.toAbsolutePath().normalize();
    NewDirectory parent = NewDirectory.at(target.getParent());
    Files.createDirectories(target.getParent());
    // Beside the target: a folder moves in one step within a file system only.
    TemporaryDirectory temporary = TemporaryDirectory.create(target.getParent());
    Endings.Ending removal = Endings.add(temporary::remove);
    HubExport.Outcome outcome;
    try {
      TemporaryDirectory.sweep(target.getParent(), temporary.path());
      Path folder = Files.createDirectory(temporary.path().resolve("export"));
      outcome = export.into(folder);
      export.requireFree(to);
      Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      removal.remove();
      temporary.remove();
      parent.removeIfEmpty();
    }
    say(outcome);
    return ExitCode.DONE;
  }

  private void say(HubExport.Outcome outcome) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "Wrote %s: %d datasets, %,d rows, %,d bytes.%n",
        to,
        outcome.datasets(),
        outcome.rows(),
        outcome.bytes());
    if (!outcome.removed().isEmpty()) {
      out.println(
          "Left out, since their rows were removed by retention: "
              + String.join(", ", outcome.removed()));
    }
    out.println("Open it in Python: datasets.load_dataset(DIR, NAME) with NAME one of");
    out.println("  " + String.join(", ", outcome.configurations()));
    if (license.isEmpty()) {
      out.println("Choose a license in its README.md before you publish it.");
    }
    out.flush();
  }
}
