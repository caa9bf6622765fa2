package dev.rondo.policy.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.JsonFile;
import dev.rondo.policy.checkpoint.AdoptedCheckpoint;
import dev.rondo.policy.checkpoint.Architecture;
import dev.rondo.policy.checkpoint.CheckpointFiles;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.text.FileTokenizer;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A GGUF file as a checkpoint in the layout of Hugging Face: shape, tokenizer, chat template and
 * end tokens from its metadata, weights decoded to float32 or rounded to bfloat16.
 *
 * <p>Guarantees: the same file gives the same bytes; memory does not grow with the weights; what
 * cannot be honoured is refused by name before anything is written, but for weights that are not
 * finite, which are found on the way, and then nothing is left.
 */
public final class GgufCheckpoint {
  private static final String SUFFIX = ".gguf";

  /** Names of what is written here. */
  private static final Pattern OWN =
      Pattern.compile(
          "(config|generation_config|tokenizer|tokenizer_config|special_tokens_map)\\.json"
              + "|model[0-9a-z-]*\\.safetensors(\\.index\\.json)?");

  private GgufCheckpoint() {}

  /** Whether a path is a file that ends in .gguf, or begins as such a file does. */
  public static boolean isGguf(Path file) throws IOException {
    boolean isNamed =
        file.getFileName() != null
            && file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    return isNamed && !Files.isDirectory(file) || GgufFile.hasMagic(file);
  }

  /**
   * The shape of the model in a file, of its metadata alone.
   *
   * @throws InvalidInputException naming file and key or tensor
   */
  public static ModelConfig shape(Path file) throws IOException {
    try (GgufFile gguf = GgufFile.open(file)) {
      return ShapeReader.read(gguf);
    }
  }

  /**
   * What tells one file from another.
   *
   * @return SHA-256 of the file, lower-case hex
   * @throws InvalidInputException if it is no GGUF file
   */
  public static String digest(Path file) throws IOException {
    GgufFile.open(file).close();
    return Digests.sha256(file);
  }

  /**
   * Makes a policy: the checkpoint of the file, adopted as one that was downloaded.
   *
   * @param format how a problem becomes a prompt
   * @param target directory of the policy to make
   * @throws InvalidInputException naming file and key or tensor
   */
  public static DatasetManifest adopt(Path file, WeightType type, PromptFormat format, Path target)
      throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    if (absolute.getFileName() == null || Files.isRegularFile(absolute)) {
      throw new InvalidInputException(
          "Cannot adopt into " + target + ": not a directory (allowed: a new policy's directory)");
    }
    Path folder = absolute.resolveSibling("." + absolute.getFileName() + ".from-gguf");
    try (GgufFile gguf = GgufFile.open(file)) {
      requireOwn(folder, target);
      delete(folder);
      try {
        WeightWriter weights = writeFiles(gguf, type, folder);
        try (FileTokenizer tokenizer = FileTokenizer.open(folder, format)) {
          tokenizer.requireSystemMessage();
          endTurns(folder, tokenizer); // before any weight is decoded
        }
        CheckpointFiles files = CheckpointFiles.read(folder).with(format);
        AdoptedCheckpoint.requireRoom(files, weights.names(), weights.bytes(), folder, target);
        weights.write(folder);
        return AdoptedCheckpoint.adopt(folder, format, target);
      } catch (InvalidInputException e) {
        throw ofFile(e, folder, file);
      } finally {
        delete(folder);
      }
    }
  }

  /** The folder is gone when this is read: the file is what the user has. */
  private static InvalidInputException ofFile(InvalidInputException e, Path folder, Path file) {
    String message = e.getMessage().replace(folder + "/", file + ": ");
    return new InvalidInputException(message.replace(folder.toString(), file.toString()), e);
  }

  /**
   * Lets somebody look at everything of the checkpoint but its weights, which are not decoded.
   *
   * @param look is given a folder that is removed afterwards
   * @throws InvalidInputException naming file and key or tensor, or what the look refuses
   */
  public static void withTokenizer(Path file, Consumer<Path> look) throws IOException {
    Path folder = Files.createTempDirectory("rondo-gguf-");
    try (GgufFile gguf = GgufFile.open(file)) {
      writeFiles(gguf, WeightType.FLOAT32, folder);
      look.accept(folder);
    } catch (InvalidInputException e) {
      throw ofFile(e, folder, file);
    } finally {
      delete(folder);
    }
  }

  /**
   * Writes the checkpoint into a folder, which is made.
   *
   * @throws InvalidInputException naming file and key or tensor
   */
  public static void write(Path file, WeightType type, Path folder) throws IOException {
    try (GgufFile gguf = GgufFile.open(file)) {
      writeFiles(gguf, type, folder).write(folder);
    }
  }

  /** Writes everything but the weights, which are returned. */
  private static WeightWriter writeFiles(GgufFile gguf, WeightType type, Path folder)
      throws IOException {
    ModelConfig config = ShapeReader.read(gguf);
    WeightWriter weights = new WeightWriter(gguf, config, type);
    weights.check();
    Vocabulary vocabulary = new Vocabulary(gguf, config.vocabularySize());
    TokenizerWriter tokenizer = new TokenizerWriter(gguf, config, vocabulary);
    ObjectNode ids = ids(gguf, vocabulary);
    byte[] tokenizerJson = tokenizer.tokenizerJson();
    byte[] tokenizerConfig = tokenizer.tokenizerConfig();

    Files.createDirectories(folder);
    Files.write(folder.resolve(ModelConfig.FILE_NAME), config(config, type, ids));
    Files.write(folder.resolve(CheckpointFiles.GENERATION_FILE_NAME), JsonFile.bytes(ids));
    Files.write(folder.resolve(FileTokenizer.FILE_NAME), tokenizerJson);
    Files.write(folder.resolve(FileTokenizer.CONFIG_FILE_NAME), tokenizerConfig);
    Files.write(folder.resolve("special_tokens_map.json"), tokenizer.specialTokensMap());
    return weights;
  }

  /** The ids of begin, end and padding; a response ends at any of the ends. */
  private static ObjectNode ids(GgufFile gguf, Vocabulary vocabulary) {
    SortedSet<Integer> ends = vocabulary.ends();
    if (ends.isEmpty()) {
      throw gguf.errors().missing("tokenizer.ggml.eos_token_id");
    }
    ObjectNode json = JsonFile.emptyObject();
    vocabulary.special("bos").ifPresent(id -> json.put("bos_token_id", id));
    put(json, ends);
    vocabulary.special("padding").ifPresent(id -> json.put("pad_token_id", id));
    return json;
  }

  /** Ends responses at the token that the chat template ends an answer with, too. */
  private static void endTurns(Path folder, FileTokenizer tokenizer) throws IOException {
    Set<Integer> known = CheckpointFiles.read(folder).stopTokens();
    OptionalInt end = tokenizer.turnEnd();
    if (end.isEmpty() || known.contains(end.getAsInt())) {
      return;
    }
    SortedSet<Integer> ends = new TreeSet<>(known);
    ends.add(end.getAsInt());
    for (String name : List.of(ModelConfig.FILE_NAME, CheckpointFiles.GENERATION_FILE_NAME)) {
      ObjectNode json = (ObjectNode) JsonFile.read(folder.resolve(name)).root();
      put(json, ends);
      Files.write(folder.resolve(name), JsonFile.bytes(json));
    }
  }

  private static void put(ObjectNode json, SortedSet<Integer> ends) {
    if (ends.size() == 1) {
      json.put("eos_token_id", ends.first());
    } else {
      ArrayNode list = json.putArray("eos_token_id");
      ends.forEach(list::add);
    }
  }

  private static byte[] config(ModelConfig config, WeightType type, ObjectNode ids) {
    Architecture architecture = config.architecture();
    ObjectNode json = JsonFile.emptyObject();
    json.putArray("architectures").add(architecture.className());
    if (!architecture.hasBiases()) {
      json.put("attention_bias", false);
    }
    json.put("attention_dropout", 0.0);
    json.setAll(ids);
    json.put("head_dim", config.headDimension());
    json.put("hidden_act", "silu");
    json.put("hidden_size", config.hiddenSize());
    json.put("initializer_range", 0.02);
    json.put("intermediate_size", config.intermediateSize());
    json.put("max_position_embeddings", config.maxPositions());
    json.put("model_type", architecture.modelType());
    json.put("num_attention_heads", config.heads());
    json.put("num_hidden_layers", config.layers());
    json.put("num_key_value_heads", config.keyValueHeads());
    json.put("rms_norm_eps", config.normEpsilon());
    json.set("rope_scaling", config.ropeScaling().toJson());
    json.put("rope_theta", config.ropeTheta());
    json.put("tie_word_embeddings", config.isTied());
    json.put("torch_dtype", type.torchName());
    json.put("use_cache", true);
    json.put("vocab_size", config.vocabularySize());
    return JsonFile.bytes(json);
  }

  /** Refuses a folder that holds what a killed adoption does not leave. */
  private static void requireOwn(Path folder, Path target) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (!OWN.matcher(file.getFileName().toString()).matches()) {
          throw new InvalidInputException(
              "Cannot adopt into "
                  + target
                  + ": "
                  + file
                  + " lies where the weights are decoded (allowed: no such folder)");
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
