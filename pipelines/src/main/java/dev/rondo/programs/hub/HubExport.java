package dev.rondo.programs.hub;

import dev.rondo.config.FrozenConfig;
import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.dataset.Removal;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.programs.RecordedPrompts;
import dev.rondo.run.RunRepair;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Copies committed datasets of rows into a folder of the hub's layout, with a card. Policies are
 * left out: the hub keeps models in repositories of their own, and a policy's directory is one as
 * it is.
 *
 * @param from a run, or a directory with datasets somewhere below
 * @param only directories below it whose datasets are exported; empty for all
 * @param license id of a license as the hub knows it; empty if its owner is to choose one
 */
public record HubExport(Path from, List<String> only, String license) {
  private static final String LICENSES = "[a-z0-9][a-z0-9.-]{0,63}";
  private static final Set<String> BESIDE_AN_EVALUATION =
      Set.of(
          DatasetLayout.FOLDER + EvaluationSummary.FILE_NAME,
          DatasetLayout.FOLDER + "evaluation.json",
          RecordedPrompts.FILE);

  /** Name of the card. */
  public static final String CARD = "README.md";

  /**
   * What was written.
   *
   * @param datasets number of datasets
   * @param rows rows that a reader finds
   * @param bytes of all files of datasets
   * @param configurations names that the folder is opened by, the default one first
   * @param removed directories of datasets that are not in it, since their rows were removed
   */
  public record Outcome(
      int datasets, long rows, long bytes, List<String> configurations, List<String> removed) {}

  /** Checks the license. */
  public HubExport {
    only = only.stream().map(path -> path.replaceAll("/+$", "")).toList();
    if (!license.isEmpty() && !license.matches(LICENSES)) {
      throw new InvalidInputException(
          "Cannot use --license: "
              + license
              + " (allowed: an id as the hub has them, such as cc-by-4.0; matching "
              + LICENSES
              + ")");
    }
  }

  /**
   * Refuses a target that is not to be written to: one that holds something, or lies in what is
   * exported.
   */
  public void requireFree(Path target) throws IOException {
    if (Files.exists(target) && !(Files.isDirectory(target) && isEmpty(target))) {
      throw new InvalidInputException(
          "Cannot export to "
              + target
              + ": it is there already (allowed: a new or empty directory)");
    }
    if (!Files.isDirectory(from)) {
      throw new InvalidInputException(
          "Cannot export "
              + from
              + ": "
              + RegularFiles.noDirectory(from)
              + " (allowed: a run, or datasets)");
    }
    Path existing = target.toAbsolutePath().normalize();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing != null && existing.toRealPath().startsWith(from.toRealPath())) {
      throw new InvalidInputException(
          "Cannot export to "
              + target
              + ": it lies in "
              + from
              + " (allowed: a directory outside)");
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  /**
   * Writes the folder, the card last.
   *
   * @param folder does not exist, or is empty; killed in the middle, it holds a part
   * @throws InvalidInputException if there is nothing to export, or a file is not what its manifest
   *     says
   */
  public Outcome into(Path folder) throws IOException {
    Storage source = new LocalStorage(from);
    Storage target = new LocalStorage(folder);
    List<ExportedDataset> datasets = new ArrayList<>();
    List<String> found = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    SortedMap<String, EvaluationSummary> summaries = new TreeMap<>();
    for (String path : new TreeSet<>(datasetsBelow(source))) {
      DatasetStore dataset = new DatasetStore(source, path);
      DatasetManifest manifest = dataset.committedManifest();
      if (!HubConfiguration.isExported(manifest.kind())) {
        continue;
      }
      if (dataset.removals().of(Removal.ROLLOUTS).isPresent()) {
        removed.add(path);
        continue;
      }
      datasets.add(copy(source, path, manifest, target));
      found.add(path);
    }
    requireRows(found, removed);
    for (ExportedDataset dataset : datasets) {
      if (dataset.manifest().kind().equals("evaluation")) {
        beside(source, target, dataset.evaluation(), summaries);
      }
    }
    List<HubConfiguration> configurations = HubConfiguration.of(datasets);
    String card =
        new DatasetCard(name(), config(), license, configurations, summaries, removed).page();
    target.putIfAbsent(CARD, out -> out.write(card.getBytes(StandardCharsets.UTF_8)));
    return new Outcome(
        datasets.size(),
        datasets.stream().mapToLong(ExportedDataset::rows).sum(),
        datasets.stream().mapToLong(ExportedDataset::bytes).sum(),
        configurations.stream().map(HubConfiguration::name).toList(),
        removed);
  }

  /** Refuses to export nothing, and to leave out without a word what was asked for by name. */
  private void requireRows(List<String> found, List<String> removed) {
    List<String> known = new ArrayList<>(found);
    known.addAll(removed);
    List<String> without =
        only.stream().filter(asked -> known.stream().noneMatch(path -> isIn(path, asked))).toList();
    if (found.isEmpty() || !without.isEmpty()) {
      throw new InvalidInputException(
          "Cannot export "
              + from
              + (only.isEmpty()
                  ? ""
                  : ", only " + String.join(", ", without.isEmpty() ? only : without))
              + ": no rows in it (allowed: committed datasets of rollouts, evaluations or"
              + " problems)");
    }
  }

  private List<String> datasetsBelow(Storage source) throws IOException {
    List<String> datasets = new ArrayList<>();
    for (String path : RunRepair.withoutDamaged(source.list(""))) {
      DatasetLayout.datasetOf(path).filter(this::isAsked).ifPresent(datasets::add);
    }
    return datasets;
  }

  private boolean isAsked(String path) {
    return only.isEmpty() || only.stream().anyMatch(asked -> isIn(path, asked));
  }

  private static boolean isIn(String path, String directory) {
    return path.equals(directory) || path.startsWith(directory + "/");
  }

  /** Copies a dataset, the manifest last, and compares what was written with it. */
  private ExportedDataset copy(
      Storage source, String path, DatasetManifest manifest, Storage target) throws IOException {
    DatasetStore from = new DatasetStore(source, path);
    if (manifest.formatVersion() != DatasetManifest.FORMAT_VERSION) {
      throw new InvalidInputException(
          "Cannot export "
              + source.place(from.manifestPath())
              + ": format-version "
              + manifest.formatVersion()
              + ", which few readers open (allowed: "
              + DatasetManifest.FORMAT_VERSION
              + "; rondo reverify makes it of rollouts)");
    }
    String directory = ExportedDataset.directory(path, manifest.kind());
    DatasetStore to = new DatasetStore(target, directory);
    for (FileEntry file : manifest.files()) {
      copy(source, from.storagePath(file.path()), target, to.storagePath(file.path()));
      Optional<String> fault = to.fault(file);
      if (fault.isPresent()) {
        throw new InvalidInputException("Cannot export " + from(path) + ": " + fault.get());
      }
    }
    copy(
        source,
        from.storagePath(DatasetLayout.MANIFEST),
        target,
        to.storagePath(DatasetLayout.MANIFEST));
    return new ExportedDataset(directory, to.manifestDigest(), manifest);
  }

  private String from(String path) {
    return from.resolve(path).toString();
  }

  private static void copy(Storage source, String path, Storage target, String to)
      throws IOException {
    Path file = source.localFile(path);
    target.putIfAbsent(to, out -> Files.copy(file, out));
  }

  /** Copies what lies beside the blocks of an evaluation, once. */
  private void beside(
      Storage source,
      Storage target,
      String evaluation,
      SortedMap<String, EvaluationSummary> summaries)
      throws IOException {
    if (summaries.containsKey(evaluation)) {
      return;
    }
    for (String name : BESIDE_AN_EVALUATION) {
      String path = evaluation + "/" + name;
      boolean isMoved = evaluation.equals(ExportedDataset.ALONE) && !source.exists(path);
      String from = isMoved ? name : path;
      if (source.exists(from)) {
        byte[] bytes = source.read(from);
        target.putIfAbsent(path, out -> out.write(bytes));
      }
    }
    Optional<EvaluationSummary> summary = EvaluationSummary.of(target, evaluation);
    if (summary.isPresent()) {
      summaries.put(evaluation, summary.get());
    }
  }

  private Optional<RunConfig> config() {
    return Files.exists(from.resolve(RunConfig.FILE_NAME))
        ? Optional.of(FrozenConfig.of(from))
        : Optional.empty();
  }

  private String name() {
    return config()
        .map(config -> config.run().name())
        .orElseGet(() -> String.valueOf(from.toAbsolutePath().normalize().getFileName()));
  }
}
