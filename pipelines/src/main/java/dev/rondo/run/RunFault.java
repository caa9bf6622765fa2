package dev.rondo.run;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.dataset.Removals;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.rollout.LeftShards;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of a run that is not what was committed, or what a job had finished.
 *
 * @param dataset directory of what is repaired together: the dataset, the evaluation of a summary;
 *     of {@link Kind#OTHER} the path itself
 * @param path of the file in the run; the dataset itself, if what says which of its files were
 *     removed on purpose is broken
 * @param reason one line
 */
public record RunFault(String dataset, String path, Kind kind, String reason) {
  private static final Pattern RECEIPT =
      Pattern.compile(
          "(.+)/" + DatasetLayout.receipts() + "/(sampled|verified)-([0-9]{5,9})\\.json");

  /** What is at fault, which decides how it is repaired. */
  public enum Kind {
    /** A file that a manifest lists. */
    FILE,
    /** A manifest: then nothing says what the dataset's files are to be. */
    MANIFEST,
    /** The summary of an evaluation. */
    SUMMARY,
    /** A shard of a dataset that is not committed yet. */
    SHARD_UNDER_WAY,
    /** What is no file and belongs to nothing of the others. */
    OTHER
  }

  /** This fault with something more to say. */
  RunFault because(String reason) {
    return new RunFault(dataset, path, kind, this.reason + "; " + reason);
  }

  /**
   * All of them, each dataset after those that it is made from. Bytes are compared with the
   * manifests, those of a round under way with its receipts; summaries are read. Files that none of
   * these list are passed over, and those that were removed on purpose.
   */
  public static List<RunFault> find(RunDirectory run) throws IOException {
    List<RunFault> faults = new ArrayList<>();
    Set<String> datasets = MadeFrom.datasets(run);
    for (String dataset : datasets) {
      try {
        find(run, dataset, faults);
      } catch (IOException e) {
        faults.add(new RunFault(dataset, dataset, Kind.FILE, line(dataset, e)));
      }
    }
    List<String> names = new ArrayList<>();
    for (String folder : MadeFrom.FOLDERS) {
      names.addAll(NamesBelow.of(run.root(), folder));
    }
    findUnderWay(run, names, datasets, faults);
    findSummaries(run, names, faults);
    findOthers(run, names, faults);
    return faults;
  }

  private static void find(RunDirectory run, String dataset, List<RunFault> faults)
      throws IOException {
    DatasetStore store = run.dataset(dataset);
    List<FileEntry> files;
    try {
      files = store.committedManifest().files();
    } catch (InvalidInputException e) {
      faults.add(new RunFault(dataset, manifestPath(store), Kind.MANIFEST, e.getMessage()));
      return;
    }
    Removals removals;
    try {
      removals = store.removals();
    } catch (InvalidInputException e) {
      // Without it nothing says which of the files are to be there.
      faults.add(new RunFault(dataset, dataset, Kind.FILE, e.getMessage()));
      return;
    }
    for (FileEntry file : files) {
      String path = store.storagePath(file.path());
      if (removals.ofFile(file.path()).isEmpty() || isThere(run, path)) {
        fault(store, file).ifPresent(reason -> faults.add(of(dataset, path, reason)));
      }
    }
  }

  private static RunFault of(String dataset, String path, String reason) {
    return new RunFault(dataset, path, Kind.FILE, reason);
  }

  /** Whether something has this name; what it is, is looked at later. */
  private static boolean isThere(RunDirectory run, String path) throws IOException {
    try {
      return run.storage().exists(path);
    } catch (InvalidInputException e) {
      return true;
    }
  }

  /** As the store says; a file that the disk does not give any more is at fault, too. */
  private static Optional<String> fault(DatasetStore store, FileEntry file) {
    try {
      return store.fault(file);
    } catch (IOException e) {
      return Optional.of(line(store.storagePath(file.path()), e));
    }
  }

  private static String line(String path, IOException e) {
    return "Cannot read " + path + ": " + reason(e);
  }

  /** What the file system says, whose messages are often the path alone. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied (allowed: what this user can read)";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    return e instanceof FileSystemException || e.getMessage() == null
        ? e.toString()
        : e.getMessage();
  }

  /** Where the manifest of a dataset lies, or lay. */
  private static String manifestPath(DatasetStore store) throws IOException {
    if (store.directory().startsWith("policies/")) {
      return store.storagePath(DatasetLayout.manifest("policy"));
    }
    try {
      return store.manifestPath();
    } catch (InvalidInputException e) {
      return store.storagePath(DatasetLayout.MANIFEST);
    }
  }

  private static void findUnderWay(
      RunDirectory run, List<String> names, Set<String> datasets, List<RunFault> faults) {
    for (String name : names) {
      Matcher receipt = RECEIPT.matcher(name);
      if (receipt.matches() && !datasets.contains(receipt.group(1))) {
        String stage = receipt.group(2);
        int shardIndex = Integer.parseInt(receipt.group(3));
        DatasetStore store = run.dataset(receipt.group(1));
        Optional<String> reason = fault(store, stage, shardIndex, name);
        if (reason.isPresent()) {
          for (String file : LeftShards.files(stage, shardIndex)) {
            String path = store.storagePath(file);
            faults.add(new RunFault(store.directory(), path, Kind.SHARD_UNDER_WAY, reason.get()));
          }
        }
      }
    }
  }

  /** As above, of a shard that is not committed. */
  private static Optional<String> fault(
      DatasetStore store, String stage, int shardIndex, String receipt) {
    try {
      return LeftShards.fault(store, stage, shardIndex);
    } catch (IOException e) {
      return Optional.of(line(receipt, e));
    }
  }

  private static void findSummaries(RunDirectory run, List<String> names, List<RunFault> faults)
      throws IOException {
    for (String name : names) {
      if (name.endsWith("/" + EvaluationSummary.FILE_NAME)) {
        try {
          EvaluationSummary.fromJson(run.storage().read(name), run.storage().place(name));
        } catch (InvalidInputException e) {
          faults.add(new RunFault(evaluationOf(name), name, Kind.SUMMARY, e.getMessage()));
        } catch (IOException e) {
          faults.add(new RunFault(evaluationOf(name), name, Kind.SUMMARY, line(name, e)));
        }
      }
    }
  }

  /** The evaluation that a summary is of; in version 1 it lay right in its directory. */
  private static String evaluationOf(String summary) {
    String directory = summary.substring(0, summary.lastIndexOf('/') + 1);
    return directory.endsWith("/" + DatasetLayout.FOLDER)
        ? directory.substring(0, directory.length() - DatasetLayout.FOLDER.length() - 1)
        : directory.substring(0, directory.length() - 1);
  }

  private static void findOthers(RunDirectory run, List<String> names, List<RunFault> faults) {
    Set<String> known = new HashSet<>();
    faults.forEach(fault -> known.add(fault.path()));
    for (String name : names) {
      if (!known.contains(name)) {
        try {
          RegularFiles.exists(run.root().resolve(name));
        } catch (InvalidInputException e) {
          faults.add(new RunFault(name, name, Kind.OTHER, e.getMessage()));
        } catch (IOException e) {
          faults.add(new RunFault(name, name, Kind.OTHER, line(name, e)));
        }
      }
    }
  }
}
