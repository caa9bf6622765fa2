package dev.rondo.run;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Removal;
import dev.rondo.dataset.Removals;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a round of a run again elsewhere, rollouts and policy, and compares it with the run's byte
 * by byte; files that the run removed on purpose, by the digests in its manifests. The run is read
 * only.
 */
public final class Reproduction {
  private Reproduction() {}

  /**
   * What came out.
   *
   * @param equalFiles files that are the same
   * @param differences paths of the others, each with what differs; the policy's, if it could not
   *     be made
   */
  public record Outcome(int equalFiles, List<String> differences) {}

  /**
   * Makes the round again.
   *
   * @param round published in the run
   * @param directory absent or empty; takes rollouts in {@code sampled/} and policy in {@code
   *     trained/}
   */
  public static Outcome reproduce(
      RunDirectory run, int round, Path directory, JobRunner jobs, Progress progress)
      throws IOException, InterruptedException {
    int published = run.publishedRounds();
    if (round < 1 || round > published) {
      throw new InvalidInputException(
          "Cannot reproduce round: "
              + round
              + " (allowed: "
              + (published < 1 ? "none, as no round is published" : "1 to " + published)
              + ")");
    }
    String rollouts = RunDirectory.rolloutsDirectory(round);
    String policy = RunDirectory.policyDirectory(round);
    for (String dataset : List.of(rollouts, policy)) {
      // What is compared is looked at before minutes are spent on it.
      run.dataset(dataset).committedManifest();
      run.dataset(dataset).removals();
    }
    requireSources(run, round);
    List<String> differences = new ArrayList<>();
    RunDirectory sampled =
        new Remake(run, directory.resolve("sampled"), jobs, progress).make(rollouts, List.of());
    int equal = compare(run, sampled, rollouts, differences);
    // The policy is made from the run's own rollouts: what differs in them is told once. Where they
    // were removed, those made again stand for them, if they are the same.
    boolean isRemoved = run.dataset(rollouts).removals().of(Removal.ROLLOUTS).isPresent();
    if (isRemoved && !differences.isEmpty()) {
      differences.add(
          policy
              + ": not made, as the rollouts that it was trained on were removed and came out"
              + " differently");
      return new Outcome(equal, differences);
    }
    RunDirectory trained =
        new Remake(
                run,
                directory.resolve("trained"),
                jobs,
                progress,
                isRemoved ? sampled.root() : run.root())
            .make(policy, List.of());
    equal += compare(run, trained, policy, differences);
    return new Outcome(equal, differences);
  }

  /** Refuses a round whose sources are damaged or were removed, before anything is made. */
  private static void requireSources(RunDirectory run, int round) throws IOException {
    RunConfig config = run.config();
    String before = RunDirectory.policyDirectory(round - 1);
    run.dataset(before).removals().refuse("Cannot sample with " + before, Removal.POLICY);
    Set<String> policies = new LinkedHashSet<>();
    policies.add(before);
    if (Objectives.of(config).usesReference()) {
      policies.add(RunDirectory.policyDirectory(Trainings.referenceRound(config, round)));
    }
    if (config.adapters().rank() > 0) {
      policies.add(RunDirectory.policyDirectory(0)); // the base of adapters
    }
    for (String policy : policies) {
      run.dataset(policy)
          .removals()
          .refuse("Cannot train with " + policy, Removal.POLICY, Removal.TRAINER_STATE);
    }
    Set<String> sources = new LinkedHashSet<>(policies);
    sources.add(RunDirectory.rolloutsDirectory(round));
    for (String dataset : sources) {
      DatasetStore store = run.dataset(dataset);
      for (FileEntry file : store.committedManifest().files()) {
        if (store.removals().ofFile(file.path()).isEmpty()) {
          Optional<String> fault = store.fault(file);
          if (fault.isPresent()) {
            throw new InvalidInputException(
                "Cannot reproduce round "
                    + round
                    + ": "
                    + fault.get()
                    + "; rondo repair makes it again");
          }
        }
      }
    }
  }

  private static int compare(
      RunDirectory run, RunDirectory again, String dataset, List<String> differences)
      throws IOException {
    TreeSet<String> paths = new TreeSet<>(List.of(run.dataset(dataset).manifestPath()));
    for (FileEntry file : run.dataset(dataset).committedManifest().files()) {
      paths.add(dataset + "/" + file.path());
    }
    for (FileEntry file : again.dataset(dataset).committedManifest().files()) {
      paths.add(dataset + "/" + file.path());
    }
    int equal = 0;
    String origin = MadeBy.otherOrigin(run, dataset);
    Removals removals = run.dataset(dataset).removals();
    for (String path : paths) {
      String file = path.substring(dataset.length() + 1);
      boolean isRemoved = removals.ofFile(file).isPresent() && !run.storage().exists(path);
      String difference =
          isRemoved
              ? differenceFromManifest(run.dataset(dataset), file, again.storage(), path)
              : difference(run.storage(), again.storage(), path);
      if (difference == null) {
        equal++;
      } else {
        differences.add(path + ": " + difference + origin);
      }
    }
    return equal;
  }

  /** Compares with the digest that is left of a file that was removed. */
  private static String differenceFromManifest(
      DatasetStore dataset, String file, Storage again, String path) throws IOException {
    if (!again.exists(path)) {
      return "not made";
    }
    String made = Digests.sha256(again.localFile(path));
    return dataset.committedManifest().files().stream()
            .anyMatch(entry -> entry.path().equals(file) && entry.sha256().equals(made))
        ? null
        : "has sha256 " + made + ", which is not that of the file that was removed";
  }

  private static String difference(Storage run, Storage again, String path) throws IOException {
    if (!run.exists(path)) {
      return "not in the run";
    }
    if (!again.exists(path)) {
      return "not made";
    }
    long at = Files.mismatch(run.localFile(path), again.localFile(path));
    return at < 0 ? null : "differs from byte " + at;
  }
}
