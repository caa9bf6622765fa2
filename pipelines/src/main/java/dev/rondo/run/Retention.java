package dev.rondo.run;

import dev.rondo.config.RetentionSettings;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Removal;
import dev.rondo.dataset.RolloutTally;
import dev.rondo.dataset.Storage;
import dev.rondo.trainer.network.Critic;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which files of a run are no longer kept, by the settings {@code retention}: a pure function of
 * the directory, as the plan is. What may go is taken from the rounds alone, and only once nothing
 * needs it:
 *
 * <ul>
 *   <li>rollouts, once the policy that they trained is published;
 *   <li>a policy, or its trainer state, once the next one is published and its own evaluation is
 *       done. The base policy, the newest of a chain and the reference of the next round stay
 *       whole: later rounds, a control and adapters begin with them. So does the reference of the
 *       newest round as long as the policy before it is kept whole: the two make the newest again.
 * </ul>
 *
 * <p>Problems, evaluations, metrics and every manifest stay. What went, and by which rule, stands
 * in a {@link Removal} beside the manifest.
 */
public final class Retention {
  private static final Set<String> STATE_FILES =
      Set.of(TrainerState.MOMENTS_PATH, TrainerState.WEIGHTS_PATH, Critic.PATH);

  /**
   * A part of a dataset that a rule removed.
   *
   * @param dataset directory of the dataset in the run
   * @param bytes of the files that went
   */
  public record Removed(String dataset, Removal removal, long bytes) {}

  private final RunDirectory run;
  private final RetentionSettings settings;
  private final Chain chain;
  private final int published;
  private final int last;

  private Retention(RunDirectory run, Chain chain, int published, int last) {
    this.run = run;
    this.settings = run.config().retention();
    this.chain = chain;
    this.published = published;
    this.last = last;
  }

  /**
   * Removals that are due, or were begun and not ended.
   *
   * @param published rounds whose policy is published
   * @param last the round after which the chain ends, as far as is known
   */
  static List<Action> due(RunDirectory run, Chain chain, int published, int last)
      throws IOException {
    Retention retention = new Retention(run, chain, published, last);
    List<Action> due = new ArrayList<>();
    for (int round = 1; round <= published; round++) {
      String rollouts = chain.rolloutsDirectory(round);
      retention.add(due, rollouts, Removal.ROLLOUTS, !retention.keepsRollouts(round));
      String policy = chain.policyDirectory(round);
      boolean policyGoes = !retention.keepsPolicy(round);
      boolean stateGoes = !policyGoes && !retention.keepsState(round);
      boolean isFree = (policyGoes || stateGoes) && retention.isFree(round);
      retention.add(due, policy, Removal.POLICY, policyGoes && isFree);
      retention.add(due, policy, Removal.TRAINER_STATE, stateGoes && isFree);
    }
    return due;
  }

  private void add(List<Action> due, String dataset, String what, boolean goes) throws IOException {
    String record = dataset + "/" + Removal.path(what);
    boolean isBegun = run.storage().exists(record);
    if (!isBegun && !goes) {
      return;
    }
    DatasetStore store = run.dataset(dataset);
    List<String> files =
        isBegun
            ? store.removals().of(what).orElseThrow().files()
            : files(store.committedManifest(), what);
    for (String file : files) {
      if (!isBegun || run.storage().exists(store.storagePath(file))) {
        due.add(new Action.Remove(dataset, what));
        return;
      }
    }
  }

  /** Whether neither an action that is still to come nor a repair of the newest needs a policy. */
  private boolean isFree(int round) throws IOException {
    boolean isReference =
        published < last && round == Trainings.referenceRound(run.config(), published + 1);
    boolean isReferenceOfNewest =
        round == Trainings.referenceRound(run.config(), published) && keepsWhole(published - 1);
    return round < published && !isReference && !isReferenceOfNewest && !isToBeEvaluated(round);
  }

  private boolean keepsWhole(int round) {
    return round == 0 || (keepsPolicy(round) && keepsState(round));
  }

  private boolean isToBeEvaluated(int round) throws IOException {
    return chain == Chain.ROUNDS && Plan.heldOut(run, round, last).isPresent();
  }

  private boolean keepsPolicy(int round) {
    return isKept(round, settings.policies(), settings.policiesEvery())
        || (settings.policiesEvaluated()
            && chain == Chain.ROUNDS
            && Plan.samples(run.config(), round, last) > 0);
  }

  private boolean keepsState(int round) {
    return isKept(round, settings.states(), settings.statesEvery());
  }

  private boolean keepsRollouts(int round) {
    return isKept(round, settings.rollouts(), settings.rolloutsEvery());
  }

  private boolean isKept(int round, int newest, int every) {
    return newest == 0 || round > published - newest || (every > 0 && round % every == 0);
  }

  /** Files of a dataset that a kind of removal takes; none if there is nothing to gain. */
  private static List<String> files(DatasetManifest manifest, String what) {
    return manifest.files().stream()
        .filter(
            file ->
                switch (what) {
                  case Removal.ROLLOUTS -> file.hasRows();
                  case Removal.POLICY -> !file.path().equals(TrainerState.PATH);
                  default -> STATE_FILES.contains(file.path());
                })
        .map(FileEntry::path)
        .toList();
  }

  /**
   * Removes, or goes on with it.
   *
   * @param storage of the run, as who removes sees it
   */
  static void remove(RunDirectory run, Storage storage, Action.Remove action) throws IOException {
    DatasetStore store = new DatasetStore(storage, action.dataset());
    Optional<Removal> begun = store.removals().of(action.what());
    if (begun.isPresent()) {
      store.remove(begun.get());
      return;
    }
    boolean isCounted = action.what().equals(Removal.ROLLOUTS);
    store.remove(
        removal(run, action, isCounted ? RolloutTally.of(store).counts() : new TreeMap<>()));
  }

  /** What an action writes down before it removes. */
  static Removal removal(RunDirectory run, Action.Remove action, SortedMap<String, Long> counts)
      throws IOException {
    DatasetStore store = run.dataset(action.dataset());
    return new Removal(
        action.what(),
        rule(run.config().retention(), action.what()),
        store.manifestDigest(),
        files(store.committedManifest(), action.what()),
        counts);
  }

  private static String rule(RetentionSettings settings, String what) {
    SortedMap<String, Object> rules = new TreeMap<>();
    switch (what) {
      case Removal.ROLLOUTS -> {
        rules.put("retention.rollouts", settings.rollouts());
        rules.put("retention.rollouts-every", settings.rolloutsEvery());
      }
      case Removal.POLICY -> {
        rules.put("retention.policies", settings.policies());
        rules.put("retention.policies-evaluated", settings.policiesEvaluated());
        rules.put("retention.policies-every", settings.policiesEvery());
      }
      default -> {
        rules.put("retention.states", settings.states());
        rules.put("retention.states-every", settings.statesEvery());
      }
    }
    List<String> texts = new ArrayList<>();
    rules.forEach((setting, value) -> texts.add(setting + ": " + value));
    return String.join(", ", texts);
  }

  /** Everything that was removed of a run, by dataset. */
  public static List<Removed> removed(RunDirectory run) throws IOException {
    List<Removed> removed = new ArrayList<>();
    for (Chain chain : Chain.values()) {
      if (chain == Chain.CONTROL && !run.config().control().hasRounds()) {
        continue;
      }
      for (int round = 1; round <= run.config().run().rounds(); round++) {
        removed.addAll(removed(run.dataset(chain.policyDirectory(round))));
        removed.addAll(removed(run.dataset(chain.rolloutsDirectory(round))));
      }
    }
    removed.sort(Comparator.comparing(Removed::dataset));
    return removed;
  }

  private static List<Removed> removed(DatasetStore store) throws IOException {
    List<Removed> removed = new ArrayList<>();
    for (Removal removal : store.removals().all()) {
      Set<String> files = Set.copyOf(removal.files());
      long bytes =
          store.committedManifest().files().stream()
              .filter(file -> files.contains(file.path()))
              .mapToLong(FileEntry::bytes)
              .sum();
      removed.add(new Removed(store.directory(), removal, bytes));
    }
    return removed;
  }
}
