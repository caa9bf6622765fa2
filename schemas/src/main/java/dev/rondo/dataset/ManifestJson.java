package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Manifests, receipts and lineage as canonical JSON: one value has one text, and reading refuses
 * whatever writing would not have written by field (unknown, missing, of another type, out of
 * range). SPEC.md has the format.
 */
public final class ManifestJson {
  private ManifestJson() {}

  /** The bytes of {@code manifest.json}. */
  public static byte[] toJson(DatasetManifest manifest) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format-version", manifest.formatVersion());
    fields.put("kind", manifest.kind());
    fields.put("counts", manifest.counts());
    fields.put("lineage", lineageFields(manifest.lineage()));
    fields.put("files", manifest.files().stream().map(ManifestJson::fileFields).toList());
    return CanonicalJson.bytes(fields);
  }

  /**
   * Reads a manifest.
   *
   * @param file what messages call it
   * @throws InvalidInputException if it is not one, or of another format version; then a {@link
   *     NewerFormatException}
   */
  public static DatasetManifest fromJson(byte[] bytes, String file) {
    try (JsonFields fields = JsonFields.parse(bytes, file)) {
      int formatVersion = fields.intValue("format-version");
      if (formatVersion < 1 || formatVersion > DatasetManifest.FORMAT_VERSION) {
        InvalidInputException refusal =
            fields.refused(
                "format-version",
                formatVersion,
                DatasetManifest.readableVersions() + "; another version of Rondo wrote it");
        throw formatVersion < 1 ? refusal : new NewerFormatException(refusal);
      }
      String kind = fields.string("kind");
      var counts = fields.longMap("counts");
      Lineage lineage = lineageOf(fields.object("lineage"));
      List<FileEntry> files = new ArrayList<>();
      for (JsonFields entry : fields.objects("files")) {
        files.add(fileOf(entry));
      }
      return valid(file, () -> new DatasetManifest(formatVersion, kind, files, counts, lineage));
    }
  }

  /** The bytes of a receipt, which end with the digest of the rest. */
  public static byte[] toJson(Receipt receipt) {
    Map<String, Object> fields = receiptFields(receipt);
    fields.put("digest", digest(receipt));
    return CanonicalJson.bytes(fields);
  }

  private static String digest(Receipt receipt) {
    return Digests.sha256(CanonicalJson.bytes(receiptFields(receipt)));
  }

  private static Map<String, Object> receiptFields(Receipt receipt) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("stage", receipt.stage());
    fields.put("shard-index", receipt.shardIndex());
    fields.put("accepted-groups", receipt.acceptedGroups());
    fields.put("rejected-groups", receipt.rejectedGroups());
    fields.put("tokens", receipt.tokens());
    if (!receipt.counts().isEmpty()) {
      fields.put("counts", receipt.counts());
    }
    fields.put("file", fileFields(receipt.file()));
    return fields;
  }

  /** Reads a receipt; as {@link #fromJson}. Those of earlier versions have no digest. */
  public static Receipt receiptFromJson(byte[] bytes, String file) {
    try (JsonFields fields = JsonFields.parse(bytes, file)) {
      String stage = fields.string("stage");
      int shardIndex = fields.intValue("shard-index");
      int acceptedGroups = fields.intValue("accepted-groups");
      int rejectedGroups = fields.intValue("rejected-groups");
      long tokens = fields.longValue("tokens");
      SortedMap<String, Long> counts =
          fields.names().contains("counts") ? fields.longMap("counts") : new TreeMap<>();
      FileEntry entry = fileOf(fields.object("file"));
      String digest = fields.names().contains("digest") ? fields.string("digest") : null;
      Receipt receipt =
          valid(
              file,
              () ->
                  new Receipt(
                      stage, shardIndex, entry, acceptedGroups, rejectedGroups, tokens, counts));
      if (digest != null && !digest.equals(digest(receipt))) {
        throw fields.refused("digest", digest, digest(receipt) + ", of what stands beside it");
      }
      return receipt;
    }
  }

  /** Lineage on one line, as it stands in the metadata of every Parquet file. */
  public static String lineageLine(Lineage lineage) {
    return CanonicalJson.line(lineageFields(lineage));
  }

  /** Reads lineage; as {@link #fromJson}. */
  public static Lineage lineageFromJson(byte[] bytes, String file) {
    return lineageOf(JsonFields.parse(bytes, file));
  }

  private static Map<String, Object> fileFields(FileEntry file) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("path", file.path());
    fields.put("bytes", file.bytes());
    fields.put("sha256", file.sha256());
    fields.put("rows", file.rows());
    fields.put("row-digest", file.rowDigest());
    return fields;
  }

  private static FileEntry fileOf(JsonFields opened) {
    try (JsonFields fields = opened) {
      String path = fields.string("path");
      long bytes = fields.longValue("bytes");
      String sha256 = fields.string("sha256");
      long rows = fields.longValue("rows");
      String rowDigest = fields.stringOrNull("row-digest");
      return valid(fields.file(), () -> new FileEntry(path, bytes, sha256, rows, rowDigest));
    }
  }

  private static Map<String, Object> lineageFields(Lineage lineage) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("parents", lineage.parents());
    fields.put("seed", lineage.seed());
    fields.put("round", lineage.round());
    fields.put("policy-digest", lineage.policyDigest());
    fields.put("tokenizer-digest", lineage.tokenizerDigest());
    fields.put("sampling", SamplingJson.fields(lineage.sampling()));
    fields.put("group-size", lineage.groupSize());
    fields.put("verifier", lineage.verifier());
    fields.put("config-digest", lineage.configDigest());
    fields.put("code-version", lineage.codeVersion());
    fields.put("program-digest", lineage.programDigest());
    fields.put("numeric-class", fields(lineage.numericClass()));
    return fields;
  }

  private static Lineage lineageOf(JsonFields opened) {
    try (JsonFields fields = opened) {
      var parents = fields.stringMap("parents");
      Long seed = fields.longOrNull("seed");
      Integer round = fields.intOrNull("round");
      String policyDigest = fields.stringOrNull("policy-digest");
      String tokenizerDigest = fields.stringOrNull("tokenizer-digest");
      SamplingSettings sampling = SamplingJson.of(fields.objectOrNull("sampling"));
      Integer groupSize = fields.intOrNull("group-size");
      String verifier = fields.stringOrNull("verifier");
      String configDigest = fields.stringOrNull("config-digest");
      String codeVersion = fields.stringOrNull("code-version");
      String programDigest = fields.stringOrNull("program-digest");
      NumericClass numericClass = numericClassOf(fields.objectOrNull("numeric-class"));
      return valid(
          fields.file(),
          () ->
              Lineage.of(parents)
                  .withSeed(seed)
                  .withRound(round)
                  .byPolicy(policyDigest)
                  .withTokenizer(tokenizerDigest)
                  .sampledWith(sampling)
                  .inGroupsOf(groupSize)
                  .judgedBy(verifier)
                  .configuredBy(configDigest)
                  .writtenBy(codeVersion)
                  .computedBy(programDigest)
                  .computedOn(numericClass));
    }
  }

  /**
   * A numeric class as manifests have it.
   *
   * @return null for null
   */
  public static Map<String, Object> fields(NumericClass numericClass) {
    if (numericClass == null) {
      return null;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("device", numericClass.device());
    fields.put("instruction-set", numericClass.instructionSet());
    fields.put("torch-version", numericClass.torchVersion());
    fields.put("threads", numericClass.threads());
    fields.put("dtype", numericClass.dtype());
    return fields;
  }

  private static NumericClass numericClassOf(JsonFields opened) {
    if (opened == null) {
      return null;
    }
    try (JsonFields fields = opened) {
      String device = fields.string("device");
      String instructionSet = fields.string("instruction-set");
      String torchVersion = fields.string("torch-version");
      int threads = fields.intValue("threads");
      String dtype = fields.string("dtype");
      return valid(
          fields.file(),
          () -> new NumericClass(device, instructionSet, torchVersion, threads, dtype));
    }
  }

  @FunctionalInterface
  interface Birth<T> {
    T born();
  }

  /** Puts the file's name before what a value's own checks say. */
  static <T> T valid(String file, Birth<T> birth) {
    try {
      return birth.born();
    } catch (InvalidInputException e) {
      throw new InvalidInputException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
