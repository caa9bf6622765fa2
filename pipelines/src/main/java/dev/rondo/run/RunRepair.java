package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.FileTree;
import dev.rondo.dataset.NewerFormatException;
import dev.rondo.dataset.NumericClass;
import dev.rondo.dataset.Storage;
import dev.rondo.policy.program.Numerics;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
   * @param remaining faults that are still there, with the reason why
   */
  public record Outcome(List<String> repaired, List<RunFault> remaining) {}

  /**
   * Repairs what can be.
   *
   * @param jobs closed by the caller
   * @throws InvalidInputException if another process works on the run
   */
  public static Outcome repair(RunDirectory run, JobRunner jobs, Progress progress)
      throws IOException, InterruptedException {
    try (RunLock lock = RunLock.acquire(run.root())) {
      return new RunRepair(run, jobs, progress).repair();
    } finally {
      FileTree.remove(run.root().resolve(SCRATCH));
    }
  }

  private Outcome repair() throws IOException, InterruptedException {
    Map<String, List<RunFault>> byDataset = new LinkedHashMap<>();
    for (RunFault fault : RunFault.find(run)) {
      byDataset.computeIfAbsent(fault.dataset(), dataset -> new ArrayList<>()).add(fault);
    }
    List<String> repaired = new ArrayList<>();
    List<RunFault> remaining = new ArrayList<>();
    for (Map.Entry<String, List<RunFault>> faults : byDataset.entrySet()) {
      String dataset = faults.getKey();
      try {
        repaired.addAll(
            faults.getValue().get(0).isManifest()
                ? remakeWhole(dataset)
                : remakeFiles(dataset, faults.getValue()));
      } catch (InvalidInputException | IOException e) {
        // One that cannot be made must not keep the others from it.
        for (RunFault fault : faults.getValue()) {
          remaining.add(
              new RunFault(dataset, fault.path(), fault.reason() + "; " + e.getMessage()));
        }
      }
    }
    return new Outcome(repaired, remaining);
  }

  private List<String> remakeFiles(String dataset, List<RunFault> faults)
      throws IOException, InterruptedException {
    DatasetManifest manifest = run.dataset(dataset).committedManifest();
    if (!isCopy(dataset)) {
      requireSameVersion(dataset, manifest);
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
    RunDirectory again = remake(dataset, intact);
    List<String> repaired = new ArrayList<>();
    for (FileEntry file : manifest.files()) {
      String path = dataset + "/" + file.path();
      if (damaged.contains(path)) {
        requireCommitted(path, file.sha256(), Digests.sha256(again.storage().localFile(path)));
        put(again, path);
        repaired.add(path);
      }
    }
    return repaired;
  }

  /** Makes a dataset again whose manifest is lost: nothing else says what its files were. */
  private List<String> remakeWhole(String dataset) throws IOException, InterruptedException {
    requireNotNewer(dataset);
    RunDirectory again = remake(dataset, List.of());
    DatasetStore made = again.dataset(dataset);
    String manifestPath = made.manifestPath();
    Optional<String> expected = digestThatOthersName(dataset);
    if (expected.isPresent()) {
      requireCommitted(manifestPath, expected.get(), made.manifestDigest());
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
      throw new InvalidInputException(
          "Cannot repair it with this version (allowed: a version of Rondo that reads it)", e);
    } catch (InvalidInputException e) {
      // Damaged, which is why it is made again.
    }
  }

  private RunDirectory remake(String dataset, List<FileEntry> intact)
      throws IOException, InterruptedException {
    progress.say("Makes " + dataset + " again");
    return new Remake(run, run.root().resolve(SCRATCH), jobs, progress).make(dataset, intact);
  }

  private void put(RunDirectory again, String path) throws IOException {
    Path target = run.root().resolve(path);
    if (Files.exists(target)) {
      Path aside = run.root().resolve(DAMAGED).resolve(path);
      Files.createDirectories(aside.getParent());
      Files.move(target, aside, StandardCopyOption.REPLACE_EXISTING);
    }
    Storage storage = run.storage();
    Path made = again.storage().localFile(path);
    storage.putIfAbsent(path, out -> Files.copy(made, out));
  }

  /** The digest by which what was made from a dataset knows it. */
  private Optional<String> digestThatOthersName(String dataset) throws IOException {
    for (int round = 1; round <= run.config().run().rounds(); round++) {
      String rollouts = RunDirectory.rolloutsDirectory(round);
      String policy = RunDirectory.policyDirectory(round);
      if (dataset.equals(rollouts)) {
        return parent(policy, "rollouts");
      }
      if (dataset.equals(RunDirectory.policyDirectory(round - 1))) {
        Optional<String> named = parent(rollouts, "policy");
        return named.isPresent() ? named : parent(policy, "policy");
      }
    }
    return Optional.empty();
  }

  private Optional<String> parent(String dataset, String role) throws IOException {
    try {
      return run.dataset(dataset)
          .manifest()
          .map(manifest -> manifest.lineage().parents().get(role));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /** Whether a dataset was copied into the run: whichever version wrote it, a copy is the same. */
  private boolean isCopy(String dataset) {
    return run.benchmarks().stream()
        .anyMatch(benchmark -> RunDirectory.problemsDirectory(benchmark).equals(dataset));
  }

  private void requireSameVersion(String dataset, DatasetManifest manifest) {
    requireSame(dataset, "code version", manifest.lineage().codeVersion(), CodeVersion.current());
    NumericClass made = manifest.lineage().numericClass();
    if (made != null) {
      requireSame(
          dataset,
          "numeric class",
          made,
          Numerics.numericClass(run.config().compute().deviceSettings()));
    }
  }

  private static void requireSame(String dataset, String what, Object made, Object here) {
    if (!here.equals(made)) {
      throw new InvalidInputException(
          "Cannot make "
              + dataset
              + " again: it is of "
              + what
              + " "
              + made
              + " (allowed: "
              + here
              + ", which is this one)");
    }
  }

  private static void requireCommitted(String path, String expected, String found) {
    if (!expected.equals(found)) {
      throw new InvalidInputException(
          "Cannot repair "
              + path
              + ": made again it has sha256 "
              + found
              + " (allowed: "
              + expected
              + ", which was committed; take it from a copy)");
    }
  }
}
