// What adapters call the policy that they stand on, and where that lies. Loads nothing.
package dev.rondo.trainer;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.network.Adapters;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The base policy of adapters. Its name is the same through whatever storage it is seen, and says
 * only where to look, in every folder above the adapters and above some other directories, from the
 * deepest upwards; the digest that the adapters state decides which policy it is.
 */
public final class AdapterBase {
  private AdapterBase() {}

  /**
   * What new adapters call their base: its directory and the one that this lies in, such as {@code
   * policies/round-000000}.
   *
   * @param directory of the base, in any storage
   */
  static String name(String directory) {
    int last = directory.lastIndexOf('/');
    return directory.substring(directory.lastIndexOf('/', last - 1) + 1);
  }

  /**
   * Looks for the base on the local file system.
   *
   * @param adapters an absolute policy directory
   * @param others absolute directories of which one may lie in the run of the base
   * @return empty if the policy has no adapters, or their base is nowhere there
   * @throws InvalidInputException if the adapters are not ones that training wrote
   */
  public static Optional<Path> find(Path adapters, List<Path> others) throws IOException {
    if (!Adapters.isIn(adapters)) {
      return Optional.empty();
    }
    String name = Adapters.baseDirectory(adapters);
    String digest = digest(adapters);
    List<Path> starts = new ArrayList<>(List.of(adapters));
    starts.addAll(others);
    for (Path start : starts) {
      for (Path above = start.getParent(); above != null; above = above.getParent()) {
        Path place = above.resolve(name);
        if (Files.isDirectory(place)) {
          DatasetStore store = new DatasetStore(new LocalStorage(place), "");
          if (store.isCommitted() && store.manifestDigest().equals(digest)) {
            return Optional.of(place);
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The base's directory in a storage.
   *
   * @param directory of the policy with adapters, in the storage
   * @param adapters the same, local
   * @param others directories in the storage of which one may lie in the run of the base
   * @throws InvalidInputException if it is not there, or another one
   */
  static String find(Storage storage, String directory, Path adapters, List<String> others)
      throws IOException {
    String name = Adapters.baseDirectory(adapters);
    String digest = digest(adapters);
    Set<String> places = new LinkedHashSet<>();
    List<String> starts = new ArrayList<>(List.of(directory));
    starts.addAll(others);
    for (String start : starts) {
      for (int end = start.lastIndexOf('/'); end > 0; end = start.lastIndexOf('/', end - 1)) {
        places.add(start.substring(0, end) + "/" + name);
      }
    }
    places.add(name);
    String found = name + " that is not there";
    for (String place : places) {
      DatasetStore store = new DatasetStore(storage, place);
      if (store.isCommitted()) {
        if (store.manifestDigest().equals(digest)) {
          return place;
        }
        found = place + " of digest " + store.manifestDigest();
      }
    }
    throw new InvalidInputException(
        "Cannot train with the adapters of "
            + directory
            + ": base "
            + found
            + " (allowed: "
            + digest
            + ", in a folder above the policy, the rollouts or the target)");
  }

  private static String digest(Path adapters) throws IOException {
    return TrainerState.read(adapters).parents().get(TrainerState.BASE_ROLE);
  }
}
