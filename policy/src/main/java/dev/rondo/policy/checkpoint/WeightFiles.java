package dev.rondo.policy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.policy.checkpoint.Safetensors.ElementType;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The weights of a policy directory, in one safetensors file or in several with an index. Opening
 * checks, before any weight is read, that exactly the tensors of the shape are there, each once, in
 * the right size and a type that can be read.
 *
 * <p>Weights are read through a buffer of the caller's, not mapped: what is not in a mapping cannot
 * end the process when a file shrinks under it, and never counts twice in memory.
 */
public final class WeightFiles implements AutoCloseable {
  /** File name of the index where weights lie in several files. */
  public static final String INDEX_FILE_NAME = "model.safetensors.index.json";

  private static final Set<ElementType> TYPES =
      Set.of(ElementType.F32, ElementType.F16, ElementType.BF16);
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";
  // Llama 2 checkpoints hold the rotary frequencies, which follow from config.json.
  private static final String ROTARY_BUFFER = ".self_attn.rotary_emb.inv_freq";
  private static final int COMPARED_BYTES = 1 << 20;

  /** Weights in the format of PyTorch, which only Python reads. */
  private static final List<String> PICKLED =
      List.of("pytorch_model.bin", "pytorch_model.bin.index.json");

  private final Map<String, Safetensors> byName;
  private final Set<Safetensors> files;

  private WeightFiles(Map<String, Safetensors> byName, Set<Safetensors> files) {
    this.byName = byName;
    this.files = files;
  }

  /**
   * Opens and checks the weights of a directory.
   *
   * @throws InvalidInputException naming file and tensor, if they are not those of the shape
   */
  public static WeightFiles open(Path policyDirectory, ModelConfig config) {
    Path single = policyDirectory.resolve(Safetensors.FILE_NAME);
    Path index = policyDirectory.resolve(INDEX_FILE_NAME);
    requireSafetensors(policyDirectory);
    boolean isSharded = isThere(index) && !isThere(single);
    WeightFiles opened = isSharded ? openIndexed(policyDirectory, index) : openSingle(single);
    try {
      opened.check(isSharded ? index : single, config);
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Names of the files that hold a directory's weights, their index included, sorted. */
  static SortedSet<String> names(Path policyDirectory) {
    Path index = policyDirectory.resolve(INDEX_FILE_NAME);
    if (isThere(policyDirectory.resolve(Safetensors.FILE_NAME)) || !isThere(index)) {
      return new TreeSet<>(Set.of(Safetensors.FILE_NAME));
    }
    SortedSet<String> names = new TreeSet<>(fileOfTensor(index).values());
    names.add(INDEX_FILE_NAME);
    return names;
  }

  /**
   * Digest of a directory's weights: of name and content of every safetensors file that is read.
   *
   * @throws InvalidInputException if there are none
   */
  public static String digest(Path policyDirectory) throws IOException {
    if (!Files.exists(policyDirectory)) {
      throw new InvalidInputException(
          "Cannot read "
              + policyDirectory
              + ": no such folder (allowed: the folder of a checkpoint)");
    }
    requireSafetensors(policyDirectory);
    SortedMap<String, String> digests = new TreeMap<>();
    for (String name : names(policyDirectory)) {
      Path file = policyDirectory.resolve(name);
      if (!name.equals(INDEX_FILE_NAME)) {
        if (!isThere(file)) {
          throw new InvalidInputException(
              "Cannot read " + file + ": no such file (allowed: all weights of a checkpoint)");
        }
        RegularFiles.size(file);
        digests.put(name, Digests.sha256(file));
      }
    }
    return Digests.sha256(digests.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Looks whether a directory has weights, without opening them.
   *
   * @throws InvalidInputException if there are none as safetensors
   */
  public static void requireSafetensors(Path policyDirectory) {
    Path single = policyDirectory.resolve(Safetensors.FILE_NAME);
    if (isThere(single) || isThere(policyDirectory.resolve(INDEX_FILE_NAME))) {
      return;
    }
    String other = "";
    for (String name : PICKLED) {
      if (other.isEmpty() && isThere(policyDirectory.resolve(name))) {
        other = "; save_pretrained of Transformers writes them of " + name;
      }
    }
    throw new InvalidInputException(
        "Cannot read "
            + single
            + ": no such file, and no "
            + INDEX_FILE_NAME
            + " (allowed: weights as safetensors"
            + other
            + ")");
  }

  /** Also a link that leads nowhere: whoever reads it refuses it. */
  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static WeightFiles openSingle(Path file) {
    Safetensors tensors = Safetensors.open(file);
    Map<String, Safetensors> byName = new LinkedHashMap<>();
    tensors.entries().keySet().forEach(name -> byName.put(name, tensors));
    return new WeightFiles(byName, Set.of(tensors));
  }

  /** The index's file name of each tensor, all of them names in its own folder. */
  private static Map<String, String> fileOfTensor(Path index) {
    JsonFile json = JsonFile.read(index);
    JsonNode map = json.root().path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw json.invalid("weight_map", map.getNodeType(), "an object of tensor names and files");
    }
    Map<String, String> fileOfTensor = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> it = map.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = it.next();
      String name = entry.getValue().textValue();
      if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors")) {
        throw json.invalid(
            "weight_map: tensor " + entry.getKey(),
            entry.getValue(),
            "the name of a safetensors file in the same folder");
      }
      fileOfTensor.put(entry.getKey(), name);
    }
    return fileOfTensor;
  }

  private static WeightFiles openIndexed(Path policyDirectory, Path index) {
    Map<String, String> fileOfTensor = fileOfTensor(index);
    Set<Safetensors> opened = new HashSet<>();
    Map<String, Safetensors> byName = new HashMap<>();
    try {
      for (String name : new TreeSet<>(fileOfTensor.values())) {
        Path file = policyDirectory.resolve(name);
        Safetensors tensors = Safetensors.open(file);
        opened.add(tensors);
        for (String tensor : tensors.entries().keySet()) {
          String wanted = fileOfTensor.get(tensor);
          if (!name.equals(wanted)) {
            throw new InvalidInputException(
                "Cannot read "
                    + file
                    + ": tensor "
                    + tensor
                    + " (allowed: "
                    + (wanted == null ? "tensors that the index lists" : "only in " + wanted)
                    + ")");
          }
          byName.put(tensor, tensors);
        }
      }
      for (Map.Entry<String, String> entry : fileOfTensor.entrySet()) {
        if (!byName.containsKey(entry.getKey())) {
          throw new InvalidInputException(
              "Cannot read "
                  + policyDirectory.resolve(entry.getValue())
                  + ": tensor "
                  + entry.getKey()
                  + " is missing, but stands in "
                  + INDEX_FILE_NAME
                  + " (allowed: every tensor where the index has it)");
        }
      }
    } catch (RuntimeException e) {
      opened.forEach(Safetensors::close);
      throw e;
    }
    return new WeightFiles(byName, opened);
  }

  private void check(Path file, ModelConfig config) {
    Set<String> known = new HashSet<>();
    for (WeightSpec weight : config.weights()) {
      known.add(weight.name());
      Safetensors tensors = byName.get(weight.name());
      if (tensors == null) {
        throw new InvalidInputException(
            "Cannot read "
                + file
                + ": tensor "
                + weight.name()
                + " is missing (allowed: all tensors of its config.json)");
      }
      Safetensors.Entry entry = tensors.require(weight.name(), weight.dimensions());
      if (!TYPES.contains(entry.type())) {
        throw new InvalidInputException(
            "Cannot read "
                + tensors.file()
                + ": tensor "
                + weight.name()
                + ": dtype: "
                + entry.type()
                + " (allowed: F32, F16, BF16)");
      }
    }
    for (Map.Entry<String, Safetensors> entry : byName.entrySet()) {
      String name = entry.getKey();
      boolean isHead = config.isTied() && name.equals(HEAD);
      boolean isAlias = isHead && isCopy(HEAD, EMBEDDING);
      if (!known.contains(name) && !name.endsWith(ROTARY_BUFFER) && !isAlias) {
        throw new InvalidInputException(
            "Cannot read "
                + entry.getValue().file()
                + ": tensor "
                + name
                + " (allowed: the tensors of "
                + config.architecture().modelType()
                + " with "
                + config.layers()
                + " layers"
                + (config.isTied() ? " and tied embeddings" : "")
                + (isHead ? ", or a copy of " + EMBEDDING + ", which this one is not" : "")
                + ")");
      }
    }
  }

  /** Whether two tensors have the same type and bytes: tied weights may be stored twice. */
  private boolean isCopy(String name, String other) {
    if (type(name) != type(other) || bytes(name) != bytes(other)) {
      return false;
    }
    ByteBuffer a = ByteBuffer.allocate(COMPARED_BYTES);
    ByteBuffer b = ByteBuffer.allocate(COMPARED_BYTES);
    for (long from = 0; from < bytes(name); from += COMPARED_BYTES) {
      read(name, from, a.clear());
      read(other, from, b.clear());
      if (!a.equals(b)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Refuses weights that are no numbers: whatever is computed with one of them is none either.
   *
   * @throws InvalidInputException naming file, tensor and element of the first NaN or infinity
   */
  public void requireFinite() {
    ByteBuffer buffer = ByteBuffer.allocate(COMPARED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (String name : new TreeSet<>(byName.keySet())) {
      int size = type(name).bytes();
      for (long from = 0; from < bytes(name); from += COMPARED_BYTES) {
        read(name, from, buffer.clear());
        int element = firstNotFinite(type(name), buffer);
        if (element >= 0) {
          throw new InvalidInputException(
              "Cannot read "
                  + byName.get(name).file()
                  + ": tensor "
                  + name
                  + ": element "
                  + (from / size + element)
                  + " is NaN or infinite (allowed: finite numbers)");
        }
      }
    }
  }

  /** Index of the first element whose exponent has all bits set, or -1. */
  private static int firstNotFinite(ElementType type, ByteBuffer elements) {
    for (int i = 0; i < elements.limit() / type.bytes(); i++) {
      boolean isFinite =
          switch (type) {
            case F32 -> (elements.getInt(4 * i) & 0x7f800000) != 0x7f800000;
            case BF16 -> (elements.getShort(2 * i) & 0x7f80) != 0x7f80;
            case F16 -> (elements.getShort(2 * i) & 0x7c00) != 0x7c00;
            default -> true;
          };
      if (!isFinite) {
        return i;
      }
    }
    return -1;
  }

  /** Element type of a tensor that is there. */
  public ElementType type(String name) {
    return byName.get(name).entries().get(name).type();
  }

  /** Size in bytes of a tensor that is there. */
  public long bytes(String name) {
    return byName.get(name).entries().get(name).bytes();
  }

  /**
   * Reads bytes of a tensor from one of its bytes on, as many as the buffer takes or the tensor
   * has, and flips the buffer.
   */
  public void read(String name, long from, ByteBuffer into) {
    byName.get(name).read(name, from, into);
  }

  @Override
  public void close() {
    files.forEach(Safetensors::close);
  }
}
