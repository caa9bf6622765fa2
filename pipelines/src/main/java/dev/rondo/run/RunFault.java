package dev.rondo.run;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Removals;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A committed file of a run that is not what was committed.
 *
 * @param dataset directory of the dataset in the run
 * @param path of the file in the run; the dataset itself, if what says which of its files were
 *     removed on purpose is broken
 * @param reason one line
 */
public record RunFault(String dataset, String path, String reason) {
  /** Whether it is a manifest: then nothing says what the dataset's files are to be. */
  boolean isManifest() {
    return DatasetLayout.datasetOf(path).filter(dataset::equals).isPresent();
  }

  /**
   * All of them, each dataset after those that it is made from. Bytes are compared with the
   * manifests; files that no manifest lists are passed over, and those that were removed on
   * purpose.
   */
  public static List<RunFault> find(RunDirectory run) throws IOException {
    List<RunFault> faults = new ArrayList<>();
    for (String dataset : MadeFrom.datasets(run)) {
      find(run, dataset, faults);
    }
    return faults;
  }

  private static void find(RunDirectory run, String dataset, List<RunFault> faults)
      throws IOException {
    DatasetStore store = run.dataset(dataset);
    List<FileEntry> files;
    try {
      files = store.committedManifest().files();
    } catch (InvalidInputException e) {
      faults.add(new RunFault(dataset, manifestPath(store), e.getMessage()));
      return;
    }
    Removals removals;
    try {
      removals = store.removals();
    } catch (InvalidInputException e) {
      // Without it nothing says which of the files are to be there.
      faults.add(new RunFault(dataset, dataset, e.getMessage()));
      return;
    }
    for (FileEntry file : files) {
      if (removals.ofFile(file.path()).isPresent()
          && !run.storage().exists(store.storagePath(file.path()))) {
        continue;
      }
      Optional<String> fault = store.fault(file);
      fault.ifPresent(
          reason -> faults.add(new RunFault(dataset, dataset + "/" + file.path(), reason)));
    }
  }

  /** Where the manifest of a dataset lies, or lay. */
  private static String manifestPath(DatasetStore store) throws IOException {
    return store.directory().startsWith("policies/")
        ? store.storagePath(DatasetLayout.manifest("policy"))
        : store.manifestPath();
  }
}
