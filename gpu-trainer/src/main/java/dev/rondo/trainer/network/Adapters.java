// Low-rank adapters beside a frozen policy, and their files as the PEFT library lays them out.
package dev.rondo.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.dataset.CanonicalJson;
import dev.rondo.dataset.JsonFile;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.checkpoint.WeightSpec;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.WeightPieces;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Adapters of a policy's target matrices: A uniform within 1 / sqrt(in) and B zero at first, as
 * PEFT does it, so that a new adapter changes nothing. They live as long as the policy's model.
 */
public final class Adapters {

  /** Configuration in a policy directory; absent if no adapters were trained. */
  public static final String CONFIG_PATH = "adapter/adapter_config.json";

  /** A and B of every target in a policy directory. */
  public static final String WEIGHTS_PATH = "adapter/adapter_model.safetensors";

  private static final String BASE = "base_model_name_or_path";

  private final PolicyModel model;
  private final LoraSettings settings;
  private final String baseDirectory;
  private final NDList all = new NDList();
  private final NDList trained = new NDList();
  private final List<String> names = new ArrayList<>();

  private Adapters(PolicyModel model, LoraSettings settings, String baseDirectory) {
    this.model = model;
    this.settings = settings;
    this.baseDirectory = baseDirectory;
    SplittableRandom random = new SplittableRandom(settings.seed());
    for (WeightSpec weight : model.config().weights()) {
      String module = weight.name().replaceFirst("\\.weight$", "");
      if (settings.isTarget(weight)) {
        long out = weight.shape().get(0);
        long in = weight.shape().get(1);
        float[] values = new float[Math.toIntExact(settings.rank() * in)];
        double bound = 1 / StrictMath.sqrt(in);
        for (int k = 0; k < values.length; k++) {
          values[k] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        NDArray a;
        try (NDArray shared = model.manager().create(values, new Shape(settings.rank(), in))) {
          a = shared.duplicate();
        }
        add("base_model.model." + module + ".lora_A.weight", a);
        add(
            "base_model.model." + module + ".lora_B.weight",
            model.manager().zeros(new Shape(out, settings.rank()), DataType.FLOAT32));
      } else {
        all.add(model.manager().zeros(new Shape(0), DataType.FLOAT32));
        all.add(model.manager().zeros(new Shape(0), DataType.FLOAT32));
      }
    }
  }

  private void add(String name, NDArray array) {
    names.add(name);
    all.add(array);
    trained.add(array);
  }

  /** New adapters of a base policy. */
  public static Adapters create(PolicyModel base, LoraSettings settings, String baseDirectory) {
    return new Adapters(base, settings, baseDirectory);
  }

  /**
   * The adapters that a policy directory holds.
   *
   * @throws InvalidInputException if they are not of these settings
   */
  public static Adapters load(PolicyModel base, LoraSettings settings, Path directory)
      throws IOException {
    Adapters adapters = new Adapters(base, settings, baseDirectory(directory));
    Path file = directory.resolve(CONFIG_PATH);
    byte[] found = RegularFiles.readDocument(file);
    byte[] expected = adapters.config();
    if (!Arrays.equals(found, expected)) {
      throw new InvalidInputException(
          "Cannot resume from "
              + file
              + ": "
              + new String(found, StandardCharsets.UTF_8).strip()
              + " (allowed: "
              + new String(expected, StandardCharsets.UTF_8).strip()
              + ", as adapters.rank, adapters.alpha and adapters.targets say)");
    }
    try (Safetensors weights = Safetensors.open(directory.resolve(WEIGHTS_PATH))) {
      WeightPieces.fill(base.module(), adapters.names, adapters.trained, weights);
    }
    return adapters;
  }

  /**
   * Merges the adapters that a policy directory holds into the weights of their base, as a learner
   * of them does it.
   *
   * @param base its weights in float32; they stay as they are, unless they are those merged into
   * @param into its weights in any type, which are overwritten where there is an adapter
   * @throws InvalidInputException if the adapters are not ones that training wrote
   */
  public static void merge(Path directory, PolicyModel base, PolicyModel into) throws IOException {
    Adapters adapters = load(base, settingsIn(directory), directory);
    try (NDManager scope = base.manager().newSubManager()) {
      base.module()
          .call("refresh_weights")
          .list("w", into.weights())
          .list("masters", base == into ? views(base, scope) : base.weights())
          .list("adapters", adapters.all)
          .doubles(into.type().programCode(), adapters.scale())
          .run(scope);
    } finally {
      adapters.all.close();
    }
  }

  /** The weights under other names, for a call that takes them twice. */
  private static NDList views(PolicyModel model, NDManager scope) {
    NDList views = new NDList();
    for (NDArray weight : model.weights()) {
      NDArray view = weight.reshape(weight.getShape());
      view.attach(scope);
      views.add(view);
    }
    return views;
  }

  /** The settings that training wrote beside its adapters; their seed is not known any more. */
  private static LoraSettings settingsIn(Path directory) throws IOException {
    JsonFile file = JsonFile.read(directory.resolve(CONFIG_PATH));
    JsonNode rank = file.root().path("r");
    JsonNode alpha = file.root().path("lora_alpha");
    List<String> targets = new ArrayList<>();
    file.root().path("target_modules").forEach(target -> targets.add(target.asText()));
    try {
      return new LoraSettings(rank.asInt(), alpha.asDouble(), targets, 0);
    } catch (InvalidInputException e) {
      throw file.invalid(
          "r, lora_alpha, target_modules",
          rank + ", " + alpha + ", " + targets,
          "adapters that training wrote");
    }
  }

  /** Whether a policy directory holds adapters. */
  public static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(CONFIG_PATH));
  }

  /** Where the base of a directory's adapters lies in the storage. */
  public static String baseDirectory(Path directory) throws IOException {
    return JsonFile.read(directory.resolve(CONFIG_PATH)).root().path(BASE).asText();
  }

  /** Two arrays a weight, A and B; empty ones where a weight has no adapter. */
  public NDList all() {
    return all;
  }

  /** The arrays that are trained. */
  public NDList trained() {
    return trained;
  }

  /** Names of the trained arrays, as PEFT writes them. */
  public List<String> names() {
    return names;
  }

  public double scale() {
    return settings.scale();
  }

  /** adapter_config.json. */
  public byte[] config() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put(BASE, baseDirectory);
    root.put("bias", "none");
    root.put("fan_in_fan_out", false);
    root.put("inference_mode", true);
    root.put("lora_alpha", settings.alpha());
    root.put("lora_dropout", 0.0);
    root.put("peft_type", "LORA");
    root.put("r", settings.rank());
    root.put("target_modules", settings.targets());
    root.put("task_type", "CAUSAL_LM");
    root.put("use_rslora", false);
    return CanonicalJson.bytes(root);
  }

  /** adapter_model.safetensors. */
  public List<Safetensors.Tensor> tensors() {
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      tensors.add(
          WeightPieces.tensor(model.module(), names.get(k), trained.get(k), ComputeType.FLOAT32));
    }
    return tensors;
  }
}
