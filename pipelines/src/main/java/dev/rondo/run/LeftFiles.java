package dev.rondo.run;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.RememberedAbsence;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The storage of a run as those see it who make its problems, policies and checkpoints: an earlier
 * attempt may have left files of one without a manifest. Those with the same bytes stay. Those with
 * other bytes, of another version of this program, of another machine, or damaged since, are part
 * of nothing, and must not be in the way of this attempt for ever: each goes to {@link
 * RunRepair#DAMAGED} when its name is needed, and what this attempt has not written when it
 * commits. A person is told once for each dataset.
 *
 * <p>Left out: what has a manifest, which is never moved; and rollouts and evaluations, which jobs
 * make ({@link LeftWork}). Whoever writes is to hold the lock of the run, and is asked whether it
 * still does before each change: a process that was paused meanwhile would state its own files over
 * those of the one that took over.
 */
final class LeftFiles extends HeldStorage {
  private final Consumer<String> say;
  private final Set<String> written = ConcurrentHashMap.newKeySet();
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  /**
   * @param storage of a run, whose datasets of these kinds lie two directories deep
   * @param held asked before each change
   * @param say where lines go about what was moved
   */
  LeftFiles(Storage storage, Held held, Consumer<String> say) {
    super(storage, held);
    this.say = say;
  }

  @Override
  public Commit putIfAbsent(String path, Content content) throws IOException {
    Optional<String> dataset = DatasetLayout.datasetOf(path);
    if (dataset.isPresent() && !exists(path)) {
      setAsideOthers(dataset.get(), path);
    }
    Commit commit;
    try {
      commit = super.putIfAbsent(path, content);
    } catch (ConflictException e) {
      String directory = datasetAround(path);
      DatasetStore store = new DatasetStore(this, directory);
      RememberedAbsence.end(this, store.storagePath(store.manifestPath()));
      if (store.isCommitted()) {
        throw e;
      }
      setAside(directory, path);
      commit = super.putIfAbsent(path, content);
    }
    written.add(path);
    return commit;
  }

  /**
   * Whoever reads the dataset would refuse it for a file that its manifest does not list.
   *
   * @param manifest if it is there after all, what it lists is not of this attempt, and stays
   */
  private void setAsideOthers(String dataset, String manifest) throws IOException {
    List<String> all = list(dataset);
    if (all.contains(manifest)) {
      return;
    }
    for (String left : all) {
      if (!written.contains(left)) {
        try {
          setAside(dataset, left);
        } catch (InvalidInputException e) {
          // No file of a dataset has such a name: no attempt left it, and readers will name it.
        }
      }
    }
  }

  private static String datasetAround(String path) {
    return path.substring(0, path.indexOf('/', path.indexOf('/') + 1));
  }

  private void setAside(String dataset, String path) throws IOException {
    moveInto(RunRepair.DAMAGED, path);
    if (said.add(dataset)) {
      say.accept(
          "Makes "
              + dataset
              + " anew: what an earlier attempt left of it without a manifest differs, and is in "
              + RunRepair.DAMAGED
              + "/"
              + dataset
              + " now");
    }
  }
}
