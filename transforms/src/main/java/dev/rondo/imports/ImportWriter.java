// Files and commit of an import.
package dev.rondo.imports;

import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.RowWriter;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.Problem;
import dev.rondo.schema.RejectedRow;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.avro.Schema;

/**
 * Writes the files of an import, then commits its datasets. Of a file that is being written only
 * the packed bytes are in memory.
 */
final class ImportWriter {
  /** A block with so many characters ends before it has its number of rows. */
  static final long MOST_BLOCK_CHARACTERS = 64L << 20;

  private static final int MOST_DETAIL_CHARACTERS = 1000;
  private static final String OTHER_SOLUTIONS = "solutions-without-the-answer";

  private final ImportPlan plan;
  private final Storage storage;

  ImportWriter(ImportPlan plan, Storage storage) {
    this.plan = plan;
    this.storage = storage;
  }

  /**
   * What became of the rows of one block and split: the receipt of the import job.
   *
   * @param split index of the split
   * @param problems the file of problems; null if none was accepted
   * @param rejected the file of rejected rows; null if none was rejected
   * @param reasons rejected rows by reason
   * @param otherSolutions problems whose row has a solution that was left out
   * @param ids of the problems, as numbers
   * @param firstRejection the first rejected row; null if there is none
   */
  record Written(
      int split,
      FileEntry problems,
      FileEntry rejected,
      TreeMap<String, Long> reasons,
      long otherSolutions,
      long[] ids,
      Rejection firstRejection)
      implements Serializable {}

  /**
   * A rejected row, so that the first one of an import can be named.
   *
   * @param file index of its source file
   * @param row its index in that
   * @param inWords where it stands and why it was rejected
   */
  record Rejection(int file, long row, String inWords) implements Serializable {
    private static final Comparator<Rejection> IN_ORDER =
        Comparator.comparingInt(Rejection::file).thenComparingLong(Rejection::row);
  }

  /** The rows of one source file, to be given in order. */
  final class OfFile implements AutoCloseable {
    private final int file;
    private final TreeMap<Integer, Block> splits = new TreeMap<>();
    private final List<Written> written = new ArrayList<>();
    private long block = -1;
    private long blockCharacters;
    private long fullBlocks;

    OfFile(int file) {
      this.file = file;
    }

    /** Adds the next row, decided. */
    void add(Candidate row) throws IOException {
      if (blockCharacters >= MOST_BLOCK_CHARACTERS) {
        fullBlocks++;
      }
      long blockOfRow = ImportPlan.blockOf(row.place().row()) + fullBlocks;
      if (blockOfRow != block) {
        endBlock();
        block = blockOfRow;
        blockCharacters = 0;
      }
      blockCharacters += row.characters();
      splits
          .computeIfAbsent(
              plan.splits().of(row.key()),
              split -> new Block(split, ImportPlan.fileName(file, block)))
          .add(row);
    }

    /** The receipts; no row is added after it. */
    List<Written> end() throws IOException {
      endBlock();
      return written;
    }

    private void endBlock() throws IOException {
      for (Block split : splits.values()) {
        written.add(split.end());
      }
      splits.clear();
    }

    @Override
    public void close() {
      splits.values().forEach(Block::close);
    }
  }

  /** The two files of one block and split, each begun by its first row. */
  private final class Block implements AutoCloseable {
    private final int split;
    private final String fileName;
    private final TreeMap<String, Long> reasons = new TreeMap<>();
    private final LongStream.Builder ids = LongStream.builder();
    private RowWriter problems;
    private RowWriter rejected;
    private long otherSolutions;
    private Rejection firstRejection;

    Block(int split, String fileName) {
      this.split = split;
      this.fileName = fileName;
    }

    void add(Candidate row) {
      if (row.isRejected()) {
        RejectedRow left = rejectedRow(row);
        if (rejected == null) {
          rejected = begin(DatasetLayout.rejectedOf(fileName), RejectedRow.getClassSchema());
          firstRejection = new Rejection(row.place().file(), row.place().row(), inWords(left));
        }
        rejected.add(left);
        reasons.merge(left.getReason(), 1L, Long::sum);
      } else {
        Problem problem = plan.form().problem(row.statement());
        if (problems == null) {
          problems = begin(fileName, Problem.getClassSchema());
        }
        problems.add(problem);
        if (problem.getSolution() == null && row.statement().solution() != null) {
          otherSolutions++;
        }
        ids.add(Long.parseUnsignedLong(problem.getProblemId(), 16));
      }
    }

    private RowWriter begin(String name, Schema schema) {
      return store(split).rowWriter(name, schema, DatasetStore.lineageMetadata(plan.lineage()));
    }

    Written end() throws IOException {
      return new Written(
          split,
          problems == null ? null : problems.write(),
          rejected == null ? null : rejected.write(),
          reasons,
          otherSolutions,
          ids.build().toArray(),
          firstRejection);
    }

    @Override
    public void close() {
      if (problems != null) {
        problems.close();
      }
      if (rejected != null) {
        rejected.close();
      }
    }
  }

  /**
   * Commits every split.
   *
   * @param written all files, in any order
   * @throws InvalidInputException if a split has no problem: then nothing is committed
   */
  void commit(List<Written> written) throws IOException {
    for (int split = 0; split < plan.splits().parts().size(); split++) {
      requireProblems(split, written);
    }
    for (int split = 0; split < plan.splits().parts().size(); split++) {
      commit(split, written);
    }
  }

  private void requireProblems(int split, List<Written> written) {
    long problems = 0;
    TreeMap<String, Long> reasons = new TreeMap<>();
    Rejection first = null;
    LongStream.Builder allIds = LongStream.builder();
    for (Written files : written) {
      files.reasons().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
      Rejection own = files.firstRejection();
      if (own != null && (first == null || Rejection.IN_ORDER.compare(own, first) < 0)) {
        first = own;
      }
      if (files.split() == split) {
        problems += files.ids().length;
        LongStream.of(files.ids()).forEach(allIds);
      }
    }
    long[] ids = allIds.build().sorted().toArray();
    for (int i = 1; i < ids.length; i++) {
      if (ids[i] == ids[i - 1]) {
        throw new InvalidInputException(
            String.format(
                Locale.ROOT,
                "Cannot import two problems with id %016x (allowed: each id once)",
                ids[i]));
      }
    }
    if (problems == 0) {
      String name = plan.splits().parts().get(split).name();
      throw new InvalidInputException(
          "Cannot import "
              + String.join(", ", plan.sourceNames())
              + (name.isEmpty() ? "" : " into split " + name)
              + " as "
              + plan.format().name()
              + ": no row is a problem, rejected: "
              + reasons
              + (first == null ? "" : "; first: " + first.inWords())
              + " (allowed: one problem and more)");
    }
  }

  private void commit(int split, List<Written> written) throws IOException {
    DatasetStore store = store(split);
    Lineage lineage = plan.lineage();
    List<FileEntry> files = new ArrayList<>();
    SortedMap<String, Long> counts = new TreeMap<>();
    long rows = 0;
    long rejected = 0;
    long otherSolutions = 0;
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
      otherSolutions += part.otherSolutions();
      part.reasons()
          .forEach((reason, count) -> counts.merge("rejected-as-" + reason, count, Long::sum));
    }
    counts.put("rows", rows);
    counts.put("rejected-rows", rejected);
    counts.put("source-rows", rows + rejected);
    if (otherSolutions > 0) {
      counts.put(OTHER_SOLUTIONS, otherSolutions);
    }
    byte[] record = plan.record();
    files.add(store.writeFile(ImportPlan.RECORD, out -> out.write(record)));
    store.commit("problems", files, counts, lineage);
  }

  private DatasetStore store(int split) {
    return new DatasetStore(storage, plan.splits().parts().get(split).name());
  }

  private RejectedRow rejectedRow(Candidate row) {
    return RejectedRow.newBuilder()
        .setFile(plan.sourceNames().get(row.place().file()))
        .setLine(row.place().line())
        .setReason(row.rejection().reason())
        .setDetail(SourceFile.cut(row.rejection().detail(), MOST_DETAIL_CHARACTERS))
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
