// rondo datasets diff: which rows of two datasets differ.
package dev.rondo.cli;

import dev.rondo.dataset.DatasetDiff;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo datasets diff}: which rows of two datasets differ; exit code 1 if any does. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    header = "Compares the rows of two datasets.",
    description = {
      "",
      "Files with equal row digests are equal whatever wrote them and are not opened; the rows of the"
          + " others are compared one by one. The exit code is 0 if all rows are equal, else 1.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  rondo datasets diff runs/a/rollouts/round-000001 runs/b/rollouts/round-000001"
    })
final class DatasetsDiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A", description = "A committed dataset.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  private Path second;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "10",
      description = "Rows of each kind that are listed (default: ${DEFAULT-VALUE}).")
  private int listed;

  @Override
  public Integer call() throws IOException {
    DatasetDiff diff = DatasetDiff.between(open(first), open(second));
    PrintWriter out = spec.commandLine().getOut();
    if (diff.isEmpty()) {
      out.println("All rows are equal.");
      out.flush();
      return 0;
    }
    Map<String, Integer> fields = new TreeMap<>();
    diff.changed()
        .values()
        .forEach(names -> names.forEach(name -> fields.merge(name, 1, Integer::sum)));
    list(out, "Only in " + first, diff.onlyInFirst());
    list(out, "Only in " + second, diff.onlyInSecond());
    list(
        out,
        "Changed " + fields,
        diff.changed().entrySet().stream()
            .map(row -> row.getKey() + ": " + String.join(", ", row.getValue()))
            .toList());
    out.flush();
    throw new InvalidInputException(
        "The datasets differ: "
            + diff.onlyInFirst().size()
            + " rows only in the first, "
            + diff.onlyInSecond().size()
            + " only in the second, "
            + diff.changed().size()
            + " changed");
  }

  private void list(PrintWriter out, String title, List<String> rows) {
    if (rows.isEmpty()) {
      return;
    }
    out.println(title + ": " + rows.size() + " rows");
    rows.stream().limit(listed).forEach(row -> out.println("  " + row));
  }

  private static DatasetStore open(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "Cannot open dataset "
              + directory
              + ": "
              + RegularFiles.noDirectory(directory)
              + " (allowed: a dataset)");
    }
    return new DatasetStore(new LocalStorage(directory), "");
  }
}
