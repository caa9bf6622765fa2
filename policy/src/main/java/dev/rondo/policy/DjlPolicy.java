package dev.rondo.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Removal;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.WeightFiles;
import dev.rondo.policy.program.DeviceSettings;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.policy.program.SamplingWeights;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.Tokenizer;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.schema.SamplingSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A policy that libtorch computes through the policy program. Holds the weights once, shares them
 * between sessions, and never changes them.
 */
public final class DjlPolicy implements Policy {
  /** Padded tokens that one native call reads at most, unless one sequence alone has more. */
  static final int BATCH_TOKENS = 4096;

  /** Logits that exist at a time while scoring. */
  private static final long LOGITS_PER_CHUNK = 1L << 24;

  private final PolicyModel model;
  private final NDList weights;
  private final Tokenizer tokenizer;
  private final Set<Integer> stopTokens;
  private final String digest;
  private final long samplingBytes;

  private DjlPolicy(
      PolicyModel model,
      Tokenizer tokenizer,
      Set<Integer> stopTokens,
      String digest,
      long samplingBytes) {
    this.model = model;
    this.samplingBytes = samplingBytes;
    this.tokenizer = tokenizer;
    this.stopTokens = Set.copyOf(stopTokens);
    this.digest = digest;
    try {
      this.weights = SamplingWeights.takeFrom(model);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** As {@link #open(Path, DeviceSettings, long)}, without a limit on memory. */
  public static DjlPolicy open(Path policyDirectory, DeviceSettings device) {
    return open(policyDirectory, device, Long.MAX_VALUE);
  }

  /**
   * Opens a committed policy directory, checking every file of the checkpoint against the manifest.
   *
   * @param samplingBytes memory that sampling may take, weights included
   * @throws InvalidInputException if it has no manifest, or a file is missing or wrong, or the
   *     weights alone do not fit the memory
   */
  public static DjlPolicy open(Path policyDirectory, DeviceSettings device, long samplingBytes) {
    requireKept(policyDirectory);
    requireRoom(policyDirectory, device, samplingBytes);
    String digest = verifiedDigest(policyDirectory);
    CheckpointFiles files = CheckpointFiles.read(policyDirectory);
    FileTokenizer tokenizer = FileTokenizer.open(policyDirectory);
    PolicyModel model;
    try {
      model = PolicyModel.load(policyDirectory, PolicyProgram.standard(), device, device.type());
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
    return new DjlPolicy(model, tokenizer, files.stopTokens(), digest, samplingBytes);
  }

  /**
   * A policy in memory. It owns the model and the tokenizer from here on, closes both even if it
   * cannot be made, and rearranges the model's weights, which must not be trained any more.
   *
   * @param stopTokens token ids that end a response
   * @param digest names the policy
   */
  public static DjlPolicy of(
      PolicyModel model, Tokenizer tokenizer, Set<Integer> stopTokens, String digest) {
    return of(model, tokenizer, stopTokens, digest, Long.MAX_VALUE);
  }

  /** As above, with the memory that sampling may take, weights included, in bytes. */
  static DjlPolicy of(
      PolicyModel model,
      Tokenizer tokenizer,
      Set<Integer> stopTokens,
      String digest,
      long samplingBytes) {
    return new DjlPolicy(model, tokenizer, stopTokens, digest, samplingBytes);
  }

  /**
   * Reads what a policy directory says of itself, and the headers of its weights, so that work that
   * takes long is not begun with what cannot be opened.
   *
   * @throws InvalidInputException naming the file, as {@link #open} would; the digests of files are
   *     left to that
   */
  public static void requireReadable(Path policyDirectory) {
    requireKept(policyDirectory);
    ModelConfig config = ModelConfig.read(policyDirectory.resolve(ModelConfig.FILE_NAME));
    CheckpointFiles.read(policyDirectory);
    WeightFiles.open(policyDirectory, config).close();
    FileTokenizer.open(policyDirectory).close();
  }

  private static void requireRoom(Path policyDirectory, DeviceSettings device, long samplingBytes) {
    ModelConfig config = ModelConfig.read(policyDirectory.resolve(ModelConfig.FILE_NAME));
    long weightBytes = new SamplingMemory(config, device).weightBytes();
    if (weightBytes > samplingBytes) {
      throw new InvalidInputException(
          "Cannot load "
              + policyDirectory
              + " within memory: "
              + samplingBytes
              + " bytes (allowed: at least "
              + weightBytes
              + ", for the weights)");
    }
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public Set<Integer> stopTokens() {
    return stopTokens;
  }

  /** The shape. */
  public ModelConfig config() {
    return model.config();
  }

  @Override
  public SamplingSession startSampling(List<SampleRequest> requests, SamplingSettings settings) {
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("Cannot sample: 0 requests (allowed: 1 and above)");
    }
    for (SampleRequest request : requests) {
      checkTokens("prompt", request.promptTokens());
      checkLength(request.promptTokens().length, settings.maxResponseTokens());
    }
    int longest = requests.stream().mapToInt(r -> r.promptTokens().length).max().orElseThrow();
    int largest = largestBatch(longest, settings);
    if (requests.size() > largest) {
      throw new InvalidInputException(
          "Cannot sample together: "
              + requests.size()
              + " sequences (allowed: "
              + largest
              + " within "
              + samplingBytes
              + " bytes of memory)");
    }
    return new DjlSamplingSession(
        model, weights, stopTokens, tokenizer, digest, requests, settings);
  }

  @Override
  public int largestBatch(int promptTokens, SamplingSettings settings) {
    return samplingBytes == Long.MAX_VALUE
        ? Integer.MAX_VALUE
        : new SamplingMemory(config(), model.where())
            .sequencesWithin(samplingBytes, promptTokens, settings);
  }

  /**
   * Memory that sampling takes by plan, weights included, in bytes.
   *
   * @param prompts distinct ones among the sequences
   */
  public long plannedBytes(int sequences, int prompts, int promptTokens, int responseTokens) {
    return new SamplingMemory(config(), model.where())
        .totalBytes(sequences, prompts, promptTokens, responseTokens);
  }

  @Override
  public List<float[]> score(List<TokenSequence> sequences, double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "Cannot score at temperature: " + temperature + " (allowed: above 0)");
    }
    for (TokenSequence sequence : sequences) {
      checkTokens("prompt", sequence.promptTokens());
      checkTokens("response", sequence.responseTokens());
      checkLength(sequence.promptTokens().length, sequence.responseTokens().length);
    }
    List<float[]> scores = new ArrayList<>();
    int start = 0;
    while (start < sequences.size()) {
      int longest = length(sequences.get(start));
      int end = start + 1;
      while (end < sequences.size()) {
        int longer = Math.max(longest, length(sequences.get(end)));
        if ((long) longer * (end + 1 - start) > BATCH_TOKENS) {
          break;
        }
        longest = longer;
        end++;
      }
      scoreBatch(sequences.subList(start, end), longest, temperature, scores);
      start = end;
    }
    return scores;
  }

  @Override
  public void close() {
    model.close();
    if (tokenizer instanceof FileTokenizer fileTokenizer) {
      fileTokenizer.close();
    }
  }

  private void scoreBatch(
      List<TokenSequence> sequences, int longest, double temperature, List<float[]> scores) {
    long[] ids = new long[sequences.size() * longest];
    int tokens = sequences.stream().mapToInt(s -> s.responseTokens().length).sum();
    long[] selected = new long[tokens];
    int next = 0;
    for (int row = 0; row < sequences.size(); row++) {
      int column = 0;
      for (int token : sequences.get(row).promptTokens()) {
        ids[row * longest + column++] = token;
      }
      for (int token : sequences.get(row).responseTokens()) {
        selected[next++] = (long) row * (longest - 1) + column - 1;
        ids[row * longest + column++] = token;
      }
    }
    try (NDManager manager = model.manager().newSubManager()) {
      NDArray rows = manager.create(ids).reshape(sequences.size(), longest);
      float[] logprobs =
          model
              .module()
              .call("score")
              .list("w", weights)
              .tensor(rows)
              .longs(selected)
              .tensor(model.configuration())
              .doubles(temperature)
              .longs(Math.max(1, LOGITS_PER_CHUNK / model.config().vocabularySize()))
              .run(manager)
              .singletonOrThrow()
              .toFloatArray();
      int from = 0;
      for (TokenSequence sequence : sequences) {
        int to = from + sequence.responseTokens().length;
        scores.add(Arrays.copyOfRange(logprobs, from, to));
        from = to;
      }
    }
  }

  private void checkTokens(String what, int[] tokens) {
    if (tokens.length == 0) {
      throw new InvalidInputException("Cannot use " + what + " tokens: 0 (allowed: 1 and above)");
    }
    for (int token : tokens) {
      if (token < 0 || token >= config().vocabularySize()) {
        throw new InvalidInputException(
            "Cannot use "
                + what
                + " token: "
                + token
                + " (allowed: 0 to "
                + (config().vocabularySize() - 1)
                + ")");
      }
    }
  }

  private void checkLength(int promptTokens, int responseTokens) {
    if ((long) promptTokens + responseTokens > config().maxPositions()) {
      throw new InvalidInputException(
          "Cannot fit the context: prompt tokens "
              + promptTokens
              + " + response tokens "
              + responseTokens
              + " (allowed: "
              + config().maxPositions()
              + " together)");
    }
  }

  private static int length(TokenSequence sequence) {
    return sequence.promptTokens().length + sequence.responseTokens().length;
  }

  private static DatasetStore store(Path policyDirectory) {
    Path directory = policyDirectory.toAbsolutePath().normalize();
    return new DatasetStore(
        new LocalStorage(directory.getParent()), directory.getFileName().toString());
  }

  /** Refuses a policy whose weights were removed on purpose, by the rule that asked for it. */
  private static void requireKept(Path policyDirectory) {
    try {
      store(policyDirectory)
          .removals()
          .refuse("Cannot open policy " + policyDirectory, Removal.POLICY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String verifiedDigest(Path policyDirectory) {
    Path directory = policyDirectory.toAbsolutePath().normalize();
    DatasetStore store = store(policyDirectory);
    try {
      DatasetManifest manifest = store.committedManifest();
      for (FileEntry entry : manifest.files()) {
        // What lies in folders beside the checkpoint (the trainer's state) is not read here.
        if (!entry.path().contains("/")) {
          verify(directory.resolve(entry.path()), entry);
        }
      }
      return store.manifestDigest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void verify(Path file, FileEntry entry) throws IOException {
    if (!file.toFile().isFile()) {
      throw new InvalidInputException(
          "Cannot read " + file + ": no such file (allowed: all files of its manifest)");
    }
    String sha256 = Digests.sha256(file);
    if (!sha256.equals(entry.sha256())) {
      throw new InvalidInputException(
          "Cannot read " + file + ": SHA-256: " + sha256 + " (allowed: " + entry.sha256() + ")");
    }
  }
}
