package dev.rondo.rollout;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.DatasetLayout;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.JsonFields;
import dev.rondo.dataset.Lineage;
import dev.rondo.dataset.ManifestJson;
import dev.rondo.dataset.Storage;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The plan of a dataset as a file beside its shards, so that a job carries a digest and not the
 * problems. SPEC.md, section 3, has the format: a head that lists size and digest of each shard's
 * line, then those lines. A worker reads the head and the line of its own shard, nothing else.
 *
 * <p>Guarantees: equal plans have equal bytes; what is read is what the digest says, or it is
 * refused; the file goes when the dataset is committed, like the spool.
 */
public final class PlanFile {
  private static final int FORMAT_VERSION = 1;
  private static final int NAME_DIGITS = 16;
  private static final int MOST_HEADS = 8;

  /**
   * Heads by file and digest, which say the same whoever reads them: a head grows with the shards,
   * and is read for each of them.
   */
  private static final Map<String, Head> HEADS =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Head> eldest) {
              return size() > MOST_HEADS;
            }
          });

  private final Storage storage;

  /**
   * @param storage where the datasets live
   */
  public PlanFile(Storage storage) {
    this.storage = storage;
  }

  /**
   * Writes the plan of a dataset, unless the dataset is committed already. Doing it twice changes
   * nothing; a plan that was damaged is written again. No job may be at work on the dataset.
   */
  public PlanReference write(DatasetPlan plan) throws IOException {
    byte[] head = head(plan);
    String digest = Digests.sha256(head);
    if (!new DatasetStore(storage, plan.directory()).isCommitted()) {
      put(
          path(plan.directory(), digest),
          out -> {
            out.write(head);
            for (ShardPlan shard : plan.shards()) {
              out.write(line(shard));
            }
          });
    }
    return new PlanReference(
        plan.directory(), digest, head.length, plan.shards().size(), plan.lineage());
  }

  /** Its name has the digest of what it says: one of other bytes is damaged, and made again. */
  private void put(String path, Storage.Content content) throws IOException {
    try {
      storage.putIfAbsent(path, content);
    } catch (Storage.ConflictException e) {
      storage.replace(path, content);
    }
  }

  /** The digest that the plan of a dataset has. */
  public static String digest(DatasetPlan plan) {
    return Digests.sha256(head(plan));
  }

  /** Whether a path in a storage is that of a plan. */
  public static boolean isPlan(String path) {
    return DatasetLayout.isPlan(path);
  }

  /** Where the plan of a dataset lies in its storage. */
  static String path(DatasetPlan plan) {
    return path(plan.directory(), digest(plan));
  }

  private static String path(String directory, String digest) {
    return directory + "/" + DatasetLayout.plan(digest.substring(0, NAME_DIGITS));
  }

  private static byte[] head(DatasetPlan plan) {
    List<Map<String, Object>> shards = new ArrayList<>();
    for (ShardPlan shard : plan.shards()) {
      byte[] line = line(shard);
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("problems", shard.problems().size());
      entry.put("bytes", line.length);
      entry.put("sha256", Digests.sha256(line));
      shards.add(entry);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format-version", FORMAT_VERSION);
    fields.put("kind", plan.kind());
    fields.put("lineage", ManifestJson.lineageLine(plan.lineage()));
    fields.put("shards", shards);
    return bytes(fields);
  }

  private static byte[] line(ShardPlan shard) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("first-sample", shard.firstSample());
    fields.put("batch-sequences", shard.batchSequences());
    fields.put("max-positions-per-call", shard.maxPositionsPerCall());
    fields.put("problems", problemFields(shard.problems()));
    if (!shard.reserves().isEmpty()) {
      fields.put("reserves", problemFields(shard.reserves()));
    }
    return bytes(fields);
  }

  private static List<Map<String, Object>> problemFields(List<PlannedProblem> problems) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (PlannedProblem problem : problems) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("problem-id", problem.problemId());
      fields.put("prompt", problem.prompt());
      fields.put("answer", problem.answer());
      fields.put("verifier", problem.verifier());
      all.add(fields);
    }
    return all;
  }

  private static List<PlannedProblem> problems(JsonFields shard, String name) {
    List<PlannedProblem> problems = new ArrayList<>();
    for (JsonFields opened : shard.objects(name)) {
      try (JsonFields problem = opened) {
        problems.add(
            new PlannedProblem(
                problem.string("problem-id"),
                problem.string("prompt"),
                problem.string("answer"),
                problem.string("verifier")));
      }
    }
    return problems;
  }

  private static byte[] bytes(Map<String, Object> fields) {
    return (CanonicalJson.line(fields) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** What the head says of one shard. */
  private record Entry(int problems, int bytes, String sha256) {}

  private record Head(String kind, Lineage lineage, List<Entry> shards) {}

  /**
   * What a dataset is to be.
   *
   * @throws InvalidInputException if this process does not see the plan, or it is damaged
   */
  PlanOutline outline(PlanReference plan) throws IOException {
    Head head = head(plan);
    return new PlanOutline(
        plan.directory(),
        head.kind(),
        head.lineage(),
        head.shards().stream().map(Entry::problems).toList());
  }

  /** The plan of one shard; as {@link #outline}. */
  ShardPlan shard(PlanReference plan, int shardIndex) throws IOException {
    String key = planFile(plan) + " " + plan.digest();
    Head head = HEADS.get(key);
    if (head == null) {
      head = head(plan);
      HEADS.put(key, head);
    }
    Entry entry = head.shards().get(shardIndex);
    long offset = plan.headBytes();
    for (Entry before : head.shards().subList(0, shardIndex)) {
      offset += before.bytes();
    }
    byte[] line = read(plan, offset, entry.bytes(), entry.sha256());
    String file = path(plan.directory(), plan.digest());
    try (JsonFields fields = JsonFields.parse(line, file)) {
      int firstSample = fields.intValue("first-sample");
      int batchSequences = fields.intValue("batch-sequences");
      int maxPositionsPerCall = fields.intValue("max-positions-per-call");
      List<PlannedProblem> problems = problems(fields, "problems");
      List<PlannedProblem> reserves =
          fields.names().contains("reserves") ? problems(fields, "reserves") : List.of();
      return new ShardPlan(
          plan.directory(),
          shardIndex,
          problems,
          reserves,
          firstSample,
          batchSequences,
          maxPositionsPerCall,
          head.lineage());
    }
  }

  private Head head(PlanReference plan) throws IOException {
    byte[] bytes = read(plan, 0, plan.headBytes(), plan.digest());
    String file = path(plan.directory(), plan.digest());
    try (JsonFields fields = JsonFields.parse(bytes, file)) {
      int version = fields.intValue("format-version");
      if (version != FORMAT_VERSION) {
        throw fields.refused("format-version", version, Integer.toString(FORMAT_VERSION));
      }
      String kind = fields.string("kind");
      byte[] lineage = fields.string("lineage").getBytes(StandardCharsets.UTF_8);
      List<Entry> shards = new ArrayList<>();
      for (JsonFields opened : fields.objects("shards")) {
        try (JsonFields shard = opened) {
          shards.add(
              new Entry(
                  shard.intValue("problems"), shard.intValue("bytes"), shard.string("sha256")));
        }
      }
      return new Head(kind, ManifestJson.lineageFromJson(lineage, file), shards);
    }
  }

  private byte[] read(PlanReference plan, long offset, int length, String sha256)
      throws IOException {
    Path file = planFile(plan);
    byte[] bytes = new byte[length];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < offset + length) {
        throw damaged(file);
      }
      in.seek(offset);
      in.readFully(bytes);
    }
    if (!Digests.sha256(bytes).equals(sha256)) {
      throw damaged(file);
    }
    return bytes;
  }

  private Path planFile(PlanReference plan) throws IOException {
    try {
      return storage.localFile(path(plan.directory(), plan.digest()));
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(
          "Cannot find plan "
              + e.getFile()
              + " here (allowed: a run directory that the driver and every worker see at the same"
              + " path)",
          e);
    }
  }

  private static InvalidInputException damaged(Path file) {
    return new InvalidInputException(
        "Cannot use plan "
            + file
            + ": it is damaged (allowed: the bytes that were written; remove it, and the same"
            + " command writes it again)");
  }
}
