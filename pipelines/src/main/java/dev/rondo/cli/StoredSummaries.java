package dev.rondo.cli;

import dev.rondo.dataset.LocalStorage;
import dev.rondo.evaluate.EvaluationSummary;
import dev.rondo.run.RunRepair;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;

/** Summaries of evaluations, which no manifest lists: each says by itself whether it is whole. */
final class StoredSummaries {
  private StoredSummaries() {}

  /**
   * Reads all of them below a directory.
   *
   * @throws InvalidInputException naming the first that is damaged
   */
  static void requireReadable(Path directory) {
    LocalStorage storage = new LocalStorage(directory);
    try {
      for (String path : RunRepair.withoutDamaged(storage.list(""))) {
        if (Path.of(path).endsWith(EvaluationSummary.FILE_NAME)) {
          EvaluationSummary.fromJson(storage.read(path), directory.resolve(path).toString());
        }
      }
    } catch (IOException e) {
      throw DatasetsCommand.unreadable(directory, e);
    }
  }
}
