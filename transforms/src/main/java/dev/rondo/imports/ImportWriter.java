// Files and commit of an import.
package dev.rondo.imports;

import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.RejectedRow;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the files of an import, then commits its datasets. Holds no state. */
final class ImportWriter {
  private final ImportPlan plan;
  private final Storage storage;

  ImportWriter(ImportPlan plan, Storage storage) {
    this.plan = plan;
    this.storage = storage;
  }

  /**
   * What became of the rows that share a file: the receipt of the import job.
   *
   * @param split index of the split
   * @param problems the file of problems; null if none was accepted
   * @param rejected the file of rejected rows; null if none was rejected
   * @param reasons rejected rows by reason
   * @param ids of the problems
   * @param firstRejection the first rejected row in words; null if there is none
   */
  record Written(
      int split,
      FileEntry problems,
      FileEntry rejected,
      TreeMap<String, Long> reasons,
      ArrayList<String> ids,
      String firstRejection)
      implements Serializable {}

  /**
   * Writes the rows that share a file.
   *
   * @param fileName in the split
   * @param rows in any order
   */
  Written write(int split, String fileName, List<Candidate> rows) throws IOException {
    List<Candidate> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingInt(Candidate::file).thenComparingLong(Candidate::row));
    List<Problem> problems = new ArrayList<>();
    List<RejectedRow> rejected = new ArrayList<>();
    TreeMap<String, Long> reasons = new TreeMap<>();
    ArrayList<String> ids = new ArrayList<>();
    for (Candidate row : sorted) {
      if (row.isRejected()) {
        reasons.merge(row.reason(), 1L, Long::sum);
        rejected.add(rejectedRow(row));
      } else {
        Problem problem = plan.problem(row);
        ids.add(problem.getProblemId());
        problems.add(problem);
      }
    }
    DatasetStore store = store(split);
    SortedMap<String, String> metadata = DatasetStore.lineageMetadata(plan.lineage());
    FileEntry problemsFile =
        problems.isEmpty()
            ? null
            : store.writeRows(fileName, Problem.getClassSchema(), problems, metadata);
    FileEntry rejectedFile =
        rejected.isEmpty()
            ? null
            : store.writeRows(
                "rejected/" + fileName, RejectedRow.getClassSchema(), rejected, metadata);
    return new Written(
        split,
        problemsFile,
        rejectedFile,
        reasons,
        ids,
        rejected.isEmpty() ? null : inWords(rejected.get(0)));
  }

  /**
   * Commits every split.
   *
   * @param written all files, in any order
   * @throws InvalidInputException if a split has no problem: then nothing is committed, and the
   *     files are removed again
   */
  void commit(List<Written> written) throws IOException {
    try {
      for (int split = 0; split < plan.splits().size(); split++) {
        requireProblems(split, written);
      }
    } catch (InvalidInputException e) {
      for (Written files : written) {
        remove(files.split(), files.problems());
        remove(files.split(), files.rejected());
      }
      throw e;
    }
    for (int split = 0; split < plan.splits().size(); split++) {
      commit(split, written);
    }
  }

  private void remove(int split, FileEntry file) throws IOException {
    DatasetStore store = store(split);
    if (file != null && !store.isCommitted()) {
      storage.delete(store.storagePath(file.path()));
    }
  }

  private void requireProblems(int split, List<Written> written) {
    long problems = 0;
    TreeMap<String, Long> reasons = new TreeMap<>();
    String first = null;
    Set<String> ids = new HashSet<>();
    for (Written files : written) {
      files.reasons().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
      first = first == null ? files.firstRejection() : first;
      if (files.split() == split) {
        problems += files.ids().size();
        for (String id : files.ids()) {
          if (!ids.add(id)) {
            throw new InvalidInputException(
                "Cannot import two problems with id " + id + " (allowed: each id once)");
          }
        }
      }
    }
    if (problems == 0) {
      String name = plan.splits().get(split).name();
      throw new InvalidInputException(
          "Cannot import "
              + String.join(", ", plan.sourceNames())
              + (name.isEmpty() ? "" : " into split " + name)
              + " as "
              + plan.format().name()
              + ": no row is a problem, rejected: "
              + reasons
              + (first == null ? "" : "; first: " + first));
    }
  }

  private void commit(int split, List<Written> written) throws IOException {
    DatasetStore store = store(split);
    Lineage lineage = plan.lineage();
    List<FileEntry> files = new ArrayList<>();
    SortedMap<String, Long> counts = new TreeMap<>();
    long rows = 0;
    long rejected = 0;
    for (Written part : written) {
      if (part.split() != split) {
        continue;
      }
      if (part.problems() != null) {
        files.add(part.problems());
        rows += part.problems().rows();
      }
      if (part.rejected() != null) {
        files.add(part.rejected());
        rejected += part.rejected().rows();
      }
      part.reasons()
          .forEach((reason, count) -> counts.merge("rejected-as-" + reason, count, Long::sum));
    }
    counts.put("rows", rows);
    counts.put("rejected-rows", rejected);
    counts.put("source-rows", rows + rejected);
    byte[] record = plan.record();
    files.add(store.writeFile(ImportPlan.RECORD, out -> out.write(record)));
    store.commit("problems", files, counts, lineage);
  }

  private DatasetStore store(int split) {
    return new DatasetStore(storage, plan.splits().get(split).name());
  }

  private RejectedRow rejectedRow(Candidate row) {
    return RejectedRow.newBuilder()
        .setFile(plan.sourceNames().get(row.file()))
        .setLine(row.line())
        .setReason(row.reason())
        .setDetail(row.detail())
        .setContent(row.content())
        .build();
  }

  private static String inWords(RejectedRow row) {
    return row.getFile()
        + " line "
        + row.getLine()
        + ": "
        + row.getReason()
        + ": "
        + row.getDetail();
  }
}
