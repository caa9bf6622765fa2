package dev.rondo.programs;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationPlanner;
import dev.rondo.evaluate.EvaluationPrompts;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.run.RunDirectory;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How policies were prompted, as directories say it: a policy itself; an evaluation in {@code
 * __rondo/prompt.json}, or by the run that it lies in, or else by the tokenizer's digest in the
 * lineage of its samples.
 */
public final class RecordedPrompts {
  /** Where an evaluation says it, in its directory. */
  public static final String FILE = DatasetLayout.FOLDER + PromptFormat.FILE_NAME;

  private static final int MOST_LEVELS_UP = 4;

  private RecordedPrompts() {}

  /** What a committed policy says; of one that retention removed the digest is left. */
  public static EvaluationPrompts ofPolicy(Path policy) throws IOException {
    DatasetManifest manifest = new DatasetStore(new LocalStorage(policy), "").committedManifest();
    String digest = FileTokenizer.digestOf(manifest.files());
    boolean isListed =
        manifest.files().stream().anyMatch(file -> file.path().equals(PromptFormat.FILE_NAME));
    if (!isListed) {
      return new EvaluationPrompts(digest, PromptFormat.PLAIN);
    }
    boolean isThere = Files.exists(policy.resolve(PromptFormat.FILE_NAME));
    return new EvaluationPrompts(digest, isThere ? PromptFormat.read(policy) : null);
  }

  /** What an evaluation says, or the run around it. */
  public static EvaluationPrompts ofEvaluation(Path evaluation) throws IOException {
    String digest = tokenizerDigest(evaluation);
    if (Files.exists(evaluation.resolve(FILE))) {
      try {
        return new EvaluationPrompts(
            digest, PromptFormat.read(evaluation.resolve(DatasetLayout.FOLDER)));
      } catch (InvalidInputException e) {
        return new EvaluationPrompts(digest, null);
      }
    }
    Path level = evaluation.toAbsolutePath().normalize();
    for (int i = 0; digest != null && i < MOST_LEVELS_UP && level != null; i++) {
      level = level.getParent();
      Path base = level == null ? null : level.resolve(RunDirectory.policyDirectory(0));
      Optional<EvaluationPrompts> ofBase = base == null ? Optional.empty() : ofReadable(base);
      if (ofBase.isPresent() && digest.equals(ofBase.get().tokenizerDigest())) {
        return ofBase.get();
      }
    }
    return new EvaluationPrompts(digest, null);
  }

  /** Empty if no policy is committed there, or none that can be read: numbers need none. */
  private static Optional<EvaluationPrompts> ofReadable(Path policy) throws IOException {
    try {
      boolean isCommitted =
          Files.isDirectory(policy) && new DatasetStore(new LocalStorage(policy), "").isCommitted();
      return isCommitted ? Optional.of(ofPolicy(policy)) : Optional.empty();
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /** That of the first samples; null if there are none, or none that can be read. */
  private static String tokenizerDigest(Path evaluation) throws IOException {
    LocalStorage storage = new LocalStorage(evaluation);
    SortedMap<Integer, Integer> blocks = EvaluationPlanner.committedBlocks(storage, "");
    if (blocks.isEmpty()) {
      return null;
    }
    String block = EvaluationPlanner.blockName(blocks.firstKey(), blocks.get(blocks.firstKey()));
    try {
      Optional<DatasetManifest> manifest = new DatasetStore(storage, block).manifest();
      return manifest.map(found -> found.lineage().tokenizerDigest()).orElse(null);
    } catch (InvalidInputException e) {
      return null; // numbers are compared without their samples, whatever became of those
    }
  }

  /**
   * Writes down how the policy of an evaluation is prompted.
   *
   * @param directory of the evaluation in the storage, or empty
   * @param format null where nothing says; then nothing is written
   */
  static void write(Storage storage, String directory, PromptFormat format) throws IOException {
    String path = directory.isEmpty() ? FILE : directory + "/" + FILE;
    if (format != null && !storage.exists(path)) {
      storage.putIfAbsent(path, out -> out.write(format.toJson()));
    }
  }
}
