// The problems that training data must not hold.
package dev.rondo.imports;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * Problems that training data must not hold, by the digests of their normalised questions.
 *
 * @param name of its directory
 * @param datasetVersion digest of its manifest
 * @param problemIds digest of a normalised question to the id of the problem that asks it
 */
public record Benchmark(String name, String datasetVersion, TreeMap<String, String> problemIds)
    implements Serializable {

  /**
   * Reads a problems dataset. Its problems are found with the prompt template that it was imported
   * with and without it, as {@code rondo init} looks for them.
   *
   * @param imported the template that the training data get
   * @throws InvalidInputException if it is not a committed problems dataset
   */
  public static Benchmark read(Path directory, PromptTemplate imported) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "Cannot compare with "
              + directory
              + ": "
              + RegularFiles.noDirectory(directory)
              + " (allowed: a problems dataset; rondo import makes one of a file)");
    }
    DatasetStore store = new DatasetStore(new LocalStorage(directory), "");
    DatasetManifest manifest = store.committedManifest();
    if (!manifest.kind().equals("problems")) {
      throw new InvalidInputException(
          "Cannot compare with "
              + directory
              + ": a dataset of kind "
              + manifest.kind()
              + " (allowed: problems)");
    }
    QuestionDigests questions = QuestionDigests.of(store);
    TreeMap<String, String> problemIds = new TreeMap<>();
    for (Problem problem : store.readAllRows(Problem.class)) {
      for (String digest : questions.askedWith(imported, problem)) {
        problemIds.putIfAbsent(digest, problem.getProblemId());
      }
    }
    String name = directory.toAbsolutePath().normalize().getFileName().toString();
    return new Benchmark(name, store.manifestDigest(), problemIds);
  }
}
