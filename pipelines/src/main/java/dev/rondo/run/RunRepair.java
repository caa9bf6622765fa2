package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.DurableDirectories;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.FileTree;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.NewerFormatException;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.policy.program.Numerics;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Repairs a run whose committed files were damaged or lost: makes what is at fault again, beside
 * the run, and puts it in place only if it has the bytes that were committed. A damaged file is
 * moved to {@code damaged/}, never deleted. Of a round's rollouts the damaged shards alone are
 * sampled again.
 *
 * <p>Guarantees: files that are sound are not touched; killed at any instant and started again it
 * goes on; what cannot be made with the same bytes stays as it is, named.
 */
public final class RunRepair {
  /** Where damaged files go, in the run directory. */
  public static final String DAMAGED = "damaged";

  private static final String SCRATCH = ".repair";

  private final RunDirectory run;
  private final JobRunner jobs;
  private final Progress progress;

  private RunRepair(RunDirectory run, JobRunner jobs, Progress progress) {
    this.run = run;
    this.jobs = jobs;
    this.progress = progress;
  }

  /**
   * Those of the files below a directory that are not damaged ones which the repair of a run moved
   * aside, nor what it is at work on.
   *
   * @param paths relative to the directory, which is a run or has runs in it, or is none of both
   */
  public static List<String> withoutDamaged(List<String> paths) {
    Set<String> runs = new HashSet<>();
    for (String path : paths) {
      if (path.equals(RunConfig.FILE_NAME) || path.endsWith("/" + RunConfig.FILE_NAME)) {
        runs.add(path.substring(0, path.length() - RunConfig.FILE_NAME.length()));
      }
    }
    return paths.stream().filter(path -> !isAside(path, runs)).toList();
  }

  private static boolean isAside(String path, Set<String> runs) {
    int start = 0;
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', start)) {
      String folder = path.substring(start, end);
      if ((folder.equals(DAMAGED) || folder.equals(SCRATCH))
          && runs.contains(path.substring(0, start))) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /**
   * What was done.
   *
   * @param repaired files that are sound again
   * @param setAside files of a round under way that were moved away: the run makes them again when
   *     it goes on
   * @param remaining faults that are still there, with the reason why
   */
  public record Outcome(List<String> repaired, List<String> setAside, List<RunFault> remaining) {}

  /**
   * Repairs what can be.
   *
   * @param jobs closed by the caller
   * @throws InvalidInputException if another process works on the run
   */
  public static Outcome repair(RunDirectory run, JobRunner jobs, Progress progress)
      throws IOException, InterruptedException {
    try (RunLock lock = RunLock.acquire(run.root())) {
      try {
        jobs.whileHeld(lock::requireHeld);
        return new RunRepair(run, jobs, progress).repair();
      } finally {
        // Not without the lock: it may be another process's that is at work there.
        FileTree.remove(run.root().resolve(SCRATCH));
      }
    }
  }

  private Outcome repair() throws IOException, InterruptedException {
    Map<String, List<RunFault>> byDataset = new LinkedHashMap<>();
    for (RunFault fault : RunFault.find(run)) {
      byDataset.computeIfAbsent(fault.dataset(), dataset -> new ArrayList<>()).add(fault);
    }
    List<String> repaired = new ArrayList<>();
    List<String> setAside = new ArrayList<>();
    List<RunFault> remaining = new ArrayList<>();
    for (Map.Entry<String, List<RunFault>> faults : byDataset.entrySet()) {
      try {
        if (faults.getValue().get(0).kind() == RunFault.Kind.SHARD_UNDER_WAY) {
          setAside.addAll(setAside(faults.getValue()));
        } else {
          repaired.addAll(remake(faults.getKey(), faults.getValue()));
        }
      } catch (FileSystemException e) {
        String reason = e.getFile() + ": " + RunFault.reason(e);
        faults.getValue().forEach(fault -> remaining.add(fault.because(reason)));
      } catch (InvalidInputException | IOException e) {
        // One that cannot be made must not keep the others from it.
        faults.getValue().forEach(fault -> remaining.add(fault.because(e.getMessage())));
      }
    }
    return new Outcome(repaired, setAside, remaining);
  }

  private List<String> remake(String dataset, List<RunFault> faults)
      throws IOException, InterruptedException {
    return switch (faults.get(0).kind()) {
      case MANIFEST -> remakeWhole(dataset);
      case FILE -> remakeFiles(dataset, faults);
      case SUMMARY -> countAgain(dataset, faults.get(0).path());
      default ->
          throw new InvalidInputException(
              "no manifest lists it (allowed: to move it out of the run)");
    };
  }

  /** Moves away what is left of damaged shards, in the order of the faults. */
  private List<String> setAside(List<RunFault> faults) throws IOException {
    List<String> moved = new ArrayList<>();
    for (RunFault fault : faults) {
      if (moveAside(fault.path())) {
        moved.add(fault.path());
      }
    }
    return moved;
  }

  /** Writes the summary of an evaluation again from its committed blocks. */
  private List<String> countAgain(String evaluation, String path)
      throws IOException, InterruptedException {
    try {
      EvaluationSummary.fromJson(run.storage().read(path), path);
    } catch (NewerFormatException e) {
      throw newer(e);
    } catch (InvalidInputException | IOException e) {
      // Damaged, which is why it is written again.
    }
    RunDirectory again = makeAgain(evaluation, List.of());
    if (!again.storage().exists(path)) {
      throw new InvalidInputException(
          "Cannot count " + evaluation + " again (allowed: an evaluation of this format version)");
    }
    put(again, path);
    return List.of(path);
  }

  private List<String> remakeFiles(String dataset, List<RunFault> faults)
      throws IOException, InterruptedException {
    DatasetManifest manifest = run.dataset(dataset).committedManifest();
    if (!isCopy(dataset)) {
      requireSameNumericClass(dataset, "it", manifest.lineage());
    }
    if (faults.get(0).path().equals(dataset)) {
      throw new InvalidInputException(
          "Cannot tell which of its files were removed on purpose (allowed: to move that file away;"
              + " then all of them are made again)");
    }
    Set<String> damaged = new HashSet<>();
    faults.forEach(fault -> damaged.add(fault.path()));
    List<FileEntry> intact =
        manifest.files().stream()
            .filter(file -> !damaged.contains(dataset + "/" + file.path()))
            .toList();
    RunDirectory again = makeAgain(dataset, intact);
    List<String> repaired = new ArrayList<>();
    for (FileEntry file : manifest.files()) {
      String path = dataset + "/" + file.path();
      if (damaged.contains(path)) {
        requireCommitted(
            dataset, path, file.sha256(), Digests.sha256(again.storage().localFile(path)));
        put(again, path);
        repaired.add(path);
      }
    }
    return repaired;
  }

  /**
   * Makes a dataset again whose manifest is lost: nothing in it says what its files were. What was
   * made from it names its digest; where nothing was, the same version is to have made it.
   */
  private List<String> remakeWhole(String dataset) throws IOException, InterruptedException {
    requireNotNewer(dataset);
    Optional<String> expected = NamedDigest.of(run, dataset);
    if (expected.isEmpty()) {
      requireSameOrigin(dataset);
    } else {
      Optional<MadeBy.Stated> stated = MadeBy.inRows(run, dataset);
      if (stated.isPresent() && !isCopy(dataset)) {
        requireSameNumericClass(dataset, stated.get().path(), stated.get().lineage());
      }
    }
    RunDirectory again = makeAgain(dataset, List.of());
    DatasetStore made = again.dataset(dataset);
    String manifestPath = made.manifestPath();
    if (expected.isPresent()) {
      requireCommitted(dataset, manifestPath, expected.get(), made.manifestDigest());
    }
    List<String> repaired = new ArrayList<>();
    for (FileEntry file : made.committedManifest().files()) {
      if (run.dataset(dataset).fault(file).isPresent()) {
        put(again, dataset + "/" + file.path());
        repaired.add(dataset + "/" + file.path());
      }
    }
    put(again, manifestPath);
    repaired.add(manifestPath);
    return repaired;
  }

  /** What a newer version wrote is no damage, and must not be replaced. */
  private void requireNotNewer(String dataset) throws IOException {
    try {
      run.dataset(dataset).manifest();
    } catch (NewerFormatException e) {
      throw newer(e);
    } catch (InvalidInputException e) {
      // Damaged, which is why it is made again.
    }
  }

  private static InvalidInputException newer(NewerFormatException e) {
    return new InvalidInputException(
        "Cannot repair it with this version (allowed: a version of Rondo that reads it)", e);
  }

  private RunDirectory makeAgain(String dataset, List<FileEntry> intact)
      throws IOException, InterruptedException {
    progress.say("Makes " + dataset + " again");
    return new Remake(run, run.root().resolve(SCRATCH), jobs, progress).make(dataset, intact);
  }

  private void put(RunDirectory again, String path) throws IOException {
    moveAside(path);
    Storage storage = run.storage();
    Path made = again.storage().localFile(path);
    storage.putIfAbsent(path, out -> Files.copy(made, out));
  }

  /**
   * Moves what has a name in the run, whatever it is, to the same name in {@link #DAMAGED}; beside
   * what was moved there before.
   *
   * @return whether there was something
   */
  private boolean moveAside(String path) throws IOException {
    Path source = run.root().resolve(path);
    if (!Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Path aside = run.root().resolve(DAMAGED).resolve(path);
    for (int copy = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); copy++) {
      aside = aside.resolveSibling(source.getFileName() + "." + copy);
    }
    DurableDirectories.move(run.root(), source, aside);
    return true;
  }

  /**
   * Refuses to make a dataset whose digest nothing names, unless it was made by this version and on
   * this numeric class: its own rows say so, or what it was made from.
   */
  private void requireSameOrigin(String dataset) throws IOException {
    if (isCopy(dataset)) {
      return;
    }
    Optional<MadeBy.Stated> stated = MadeBy.inRows(run, dataset);
    if (stated.isPresent()) {
      requireSameVersion(dataset, dataset, stated.get().path(), stated.get().lineage());
      return;
    }
    for (String source : MadeFrom.sources(run, dataset)) {
      if (!isCopy(source)) {
        Lineage lineage = run.dataset(source).committedManifest().lineage();
        requireSameVersion(dataset, source, source, lineage);
      }
    }
  }

  /** Whether a dataset was copied into the run: whichever version wrote it, a copy is the same. */
  private boolean isCopy(String dataset) {
    return run.benchmarks().stream()
        .anyMatch(benchmark -> RunDirectory.problemsDirectory(benchmark).equals(dataset));
  }

  /**
   * @param other what has the lineage: the dataset itself, or what it is made from
   * @param what its name for people
   */
  private void requireSameVersion(String dataset, String other, String what, Lineage lineage) {
    requireSame(dataset, what, "code version", lineage.codeVersion(), CodeVersion.of(other));
    requireSameNumericClass(dataset, what, lineage);
  }

  private void requireSameNumericClass(String dataset, String what, Lineage lineage) {
    NumericClass made = lineage.numericClass();
    if (made != null) {
      requireSame(
          dataset,
          what,
          "numeric class",
          made,
          Numerics.numericClass(run.config().compute().deviceSettings()));
    }
  }

  private static void requireSame(
      String dataset, String what, String field, Object made, Object here) {
    if (!here.equals(made)) {
      throw new InvalidInputException(
          "Cannot make "
              + dataset
              + " again: "
              + what
              + " is of "
              + field
              + " "
              + made
              + " (allowed: "
              + here
              + ", which is this one)");
    }
  }

  private void requireCommitted(String dataset, String path, String expected, String found)
      throws IOException {
    if (!expected.equals(found)) {
      throw new InvalidInputException(
          "Cannot repair "
              + path
              + ": made again it has sha256 "
              + found
              + " (allowed: "
              + expected
              + ", which was committed; take it from a copy)"
              + MadeBy.otherOrigin(run, dataset));
    }
  }
}
