package dev.rondo.cli;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.dataset.Removal;
import dev.rondo.run.RunRepair;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.VisibleText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo datasets}: checks and shows committed datasets, never changes one. */
@Command(
    name = "datasets",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    header = "Checks and shows committed datasets.",
    footer = {"", "Example:", "  rondo datasets verify runs/first"},
    subcommands = {
      DatasetsCommand.Verify.class,
      DatasetsShowCommand.class,
      DatasetsDiffCommand.class
    })
final class DatasetsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Cannot run: no command given");
  }

  /** {@code rondo datasets verify}. */
  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      header = "Checks every digest and every invariant of datasets.",
      description = {
        "",
        "Reads every file that a manifest lists: size, SHA-256, rows, the digest of the decoded"
            + " rows, the invariants of rows and groups, the counts. Symbolic links are followed. A"
            + " file that no manifest lists, a link that leads nowhere and a named pipe or device"
            + " are faults. Stops at the first fault. Rows without a manifest are no dataset yet,"
            + " or no longer: they are named, and are a fault where a policy was trained on them."
            + " Summaries of evaluations are read.",
        "",
        "With --bytes it looks at sizes and SHA-256 alone, not at rows: whether the disk has still"
            + " what was committed, as fast as it is read.",
        ""
      },
      footer = {
        "",
        "Example:",
        "  rondo datasets verify runs/first",
        "  rondo datasets verify --bytes runs/first"
      })
  static final class Verify implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(
        arity = "1..*",
        paramLabel = "DIR",
        description = "Datasets, or directories with datasets somewhere below (such as a run).")
    private List<Path> directories;

    @Option(names = "--bytes", description = "Sizes and SHA-256 alone.")
    private boolean bytesOnly;

    @Override
    public void run() {
      PrintWriter out = spec.commandLine().getOut();
      int datasets = 0;
      long files = 0;
      for (Path directory : directories) {
        for (Path dataset : datasetsBelow(directory)) {
          DatasetStore store = open(dataset);
          try {
            if (bytesOnly) {
              store.verifyBytes();
            } else {
              store.verify();
            }
            DatasetManifest manifest = store.committedManifest();
            datasets++;
            files += manifest.files().size();
            out.println(
                VisibleText.of(
                    "ok  "
                        + dataset
                        + "  "
                        + summary(manifest)
                        + removed(store)
                        + behindLinks(dataset)));
          } catch (IOException e) {
            throw unreadable(dataset, e);
          } catch (InvalidInputException e) {
            throw e.getMessage().contains(dataset.toString())
                ? e
                : new InvalidInputException("In " + dataset + ": " + e.getMessage(), e);
          }
        }
        StoredSummaries.requireReadable(directory);
        for (String open : UncommittedRows.below(directory)) {
          out.println(VisibleText.of("--  " + open));
        }
      }
      out.println(
          "Verified "
              + datasets
              + " datasets, "
              + files
              + " files: "
              + (bytesOnly ? "all bytes as they were committed." : "all sound."));
      out.flush();
    }
  }

  static DatasetStore open(Path dataset) {
    return new DatasetStore(new LocalStorage(dataset), "");
  }

  static String summary(DatasetManifest manifest) {
    long rows = manifest.files().stream().mapToLong(FileEntry::rows).sum();
    long bytes = manifest.files().stream().mapToLong(FileEntry::bytes).sum();
    return manifest.kind()
        + ", "
        + manifest.files().size()
        + " files, "
        + (rows == 0 ? "" : rows + " rows, ")
        + bytes(bytes);
  }

  /** What was removed of a dataset, and by which rules; nothing if it is whole. */
  private static String removed(DatasetStore store) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Removal removal : store.removals().all()) {
      text.append("; ")
          .append(removal.what())
          .append(" removed (")
          .append(removal.files().size())
          .append(removal.files().size() == 1 ? " file, " : " files, ")
          .append(removal.rule())
          .append(')');
    }
    return text.toString();
  }

  /** Where the dataset lies really, if symbolic links lead to it; otherwise nothing. */
  private static String behindLinks(Path dataset) throws IOException {
    Path named = dataset.toAbsolutePath().normalize();
    Path real = dataset.toRealPath();
    return named.equals(real) ? "" : "  (links lead to " + real + ")";
  }

  static String bytes(long bytes) {
    return bytes < 10_000
        ? bytes + " bytes"
        : bytes < 10_000_000
            ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
            : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  /** The directory itself if it is a dataset, otherwise every dataset below, sorted. */
  static List<Path> datasetsBelow(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "Cannot open dataset "
              + directory
              + ": "
              + RegularFiles.noDirectory(directory)
              + " (allowed: a dataset)");
    }
    try {
      List<Path> datasets =
          RunRepair.withoutDamaged(new LocalStorage(directory).list("")).stream()
              .flatMap(path -> DatasetLayout.datasetOf(path).stream())
              .map(directory::resolve)
              .sorted()
              .toList();
      if (datasets.isEmpty()) {
        throw new InvalidInputException(
            "Cannot open dataset "
                + directory
                + ": no "
                + DatasetManifest.FILE_NAME
                + " in it or below (allowed: a committed dataset)");
      }
      return datasets;
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  static InvalidInputException unreadable(Path directory, IOException e) {
    return new InvalidInputException(
        e instanceof FileSystemException fault && fault.getFile() != null
            ? FileFaults.line(fault)
            : "Cannot read " + directory + ": " + Failures.oneLine(e.toString()),
        e);
  }
}
