package dev.rondo.policy.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.ModelInitializer;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.checkpoint.Safetensors.ElementType;
import dev.rondo.policy.checkpoint.WeightFiles;
import dev.rondo.policy.checkpoint.WeightSpec;
import dev.rondo.schema.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A policy's weights on a device together with the program that computes with them. Owns both and
 * closes both.
 *
 * <p>What one product of the sampler needs lies together in memory: query, key and value, and gate
 * and up, are views into joined weights. Invariant: a weight's memory is never exchanged, only
 * written to.
 */
public final class PolicyModel implements AutoCloseable {
  /** Parameters from which on it is worth the time to give memory back. */
  private static final long SMALLEST_TRIMMED = 16_000_000;

  private final ModelConfig config;
  private final ProgramModule module;
  private final ComputeType type;
  private final NDList weights;
  private final NDList joined;
  private final NDArray configuration;

  /** Puts the elements of one weight into its tensor. */
  private interface Filling {
    void fill(PolicyModel model, int index, WeightSpec weight);
  }

  private PolicyModel(
      ModelConfig config,
      ProgramModule module,
      ComputeType type,
      NDList weights,
      NDList joined,
      NDArray configuration) {
    this.config = config;
    this.module = module;
    this.type = type;
    this.weights = weights;
    this.joined = joined;
    this.configuration = configuration;
  }

  /**
   * Loads config.json and the weights of a policy directory with float32 weights: to train them, or
   * to compute as exactly as training does.
   *
   * @throws InvalidInputException if a file is missing or wrong, or they do not belong together
   */
  public static PolicyModel load(
      Path policyDirectory, PolicyProgram program, DeviceSettings device) {
    return load(policyDirectory, program, device, ComputeType.FLOAT32);
  }

  /**
   * Loads config.json and the weights of a policy directory, converted to one type. Beside the
   * weights themselves this takes {@value WeightPieces#PIECE_BYTES} bytes of memory.
   *
   * @throws InvalidInputException if a file is missing or wrong, or they do not belong together
   */
  public static PolicyModel load(
      Path policyDirectory, PolicyProgram program, DeviceSettings device, ComputeType type) {
    ModelConfig config = ModelConfig.read(policyDirectory.resolve(ModelConfig.FILE_NAME));
    try (WeightFiles files = WeightFiles.open(policyDirectory, config)) {
      ByteBuffer buffer = WeightPieces.buffer();
      return create(
          config,
          program,
          device,
          type,
          (model, index, weight) -> {
            ElementType source = files.type(weight.name());
            WeightPieces.fill(
                model.module,
                model.weights.get(index),
                source,
                buffer,
                (first, into) -> files.read(weight.name(), first * source.bytes(), into));
          });
    }
  }

  /** A policy with random first weights, float32. */
  public static PolicyModel initialize(
      ModelConfig config,
      ModelInitializer initializer,
      long seed,
      PolicyProgram program,
      DeviceSettings device) {
    ByteBuffer buffer = WeightPieces.buffer();
    return create(
        config,
        program,
        device,
        ComputeType.FLOAT32,
        (model, index, weight) ->
            WeightPieces.fill(
                model.module,
                model.weights.get(index),
                ElementType.F32,
                buffer,
                (first, into) -> initializer.values(weight, seed, first, into)));
  }

  private static PolicyModel create(
      ModelConfig config,
      PolicyProgram program,
      DeviceSettings device,
      ComputeType type,
      Filling filling) {
    ProgramModule module = ProgramModule.load(program, device.djlDevice());
    try {
      NDList joined = new NDList();
      NDArray[] weights = new NDArray[config.weights().size()];
      Map<String, Integer> indices = new HashMap<>();
      for (int i = 0; i < weights.length; i++) {
        indices.put(config.weights().get(i).name(), i);
      }
      for (List<WeightSpec> group : config.joinedWeights()) {
        joined.add(allocateJoined(module, type, group, weights, indices));
      }
      for (int i = 0; i < weights.length; i++) {
        if (weights[i] == null) {
          weights[i] = empty(module, type, config.weights().get(i).dimensions());
        }
      }
      PolicyModel model =
          new PolicyModel(
              config,
              module,
              type,
              new NDList(weights),
              joined,
              module.manager().create(config.programVector()));
      for (int i = 0; i < weights.length; i++) {
        filling.fill(model, i, config.weights().get(i));
      }
      return model;
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }

  private static NDArray allocateJoined(
      ProgramModule module,
      ComputeType type,
      List<WeightSpec> group,
      NDArray[] weights,
      Map<String, Integer> indices) {
    long[] rows = group.stream().mapToLong(weight -> weight.shape().get(0)).toArray();
    long[] dimensions = group.get(0).dimensions();
    dimensions[0] = Arrays.stream(rows).sum();
    NDArray whole = empty(module, type, dimensions);
    NDList parts =
        module.call("split_weight").tensor(whole).longs(rows).runWithGradient(module.manager());
    for (int i = 0; i < parts.size(); i++) {
      weights[indices.get(group.get(i).name())] = parts.get(i);
    }
    return whole;
  }

  /** Called as if with gradients, since what plain calls return can never be trained. */
  private static NDArray empty(ProgramModule module, ComputeType type, long[] dimensions) {
    return module
        .call("empty_weight")
        .longs(dimensions)
        .longs(type.programCode())
        .runWithGradient(module.manager())
        .singletonOrThrow();
  }

  /**
   * Overwrites every weight.
   *
   * @param exact float32 tensors of the weights' names and shapes
   * @throws InvalidInputException if one is missing, or has another shape or type
   */
  public void overwrite(Safetensors exact) {
    for (WeightSpec spec : config.weights()) {
      exact.require(spec.name(), spec.dimensions());
      exact.requireType(spec.name(), ElementType.F32);
    }
    WeightPieces.fill(module, weightNames(), weights, exact);
  }

  /**
   * Overwrites a weight.
   *
   * @param index which weight, in the program's order
   * @param values one for each element, in the order of rows
   */
  public void setWeight(int index, float[] values) {
    if (values.length != config.weights().get(index).elements()) {
      throw new IllegalArgumentException(
          "Cannot set weight "
              + config.weights().get(index).name()
              + ": elements: "
              + values.length
              + " (allowed: "
              + config.weights().get(index).elements()
              + ")");
    }
    WeightPieces.fill(
        module,
        weights.get(index),
        ElementType.F32,
        WeightPieces.buffer(),
        (first, into) -> {
          int count = Math.min(into.capacity() / 4, values.length - (int) first);
          into.limit(4 * count);
          into.slice()
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer()
              .put(values, (int) first, count);
        });
  }

  /**
   * The weights that the sampler multiplies with at once, list {@code fused} of the program's
   * sampler: per layer (query|key|value), (gate|up) and, with biases, the (query|key|value) bias.
   * They share memory with {@link #weights}.
   */
  public NDList joinedWeights() {
    return joined;
  }

  /** The shape. */
  public ModelConfig config() {
    return config;
  }

  /** Names of the weights, in the program's order. */
  public List<String> weightNames() {
    return config.weights().stream().map(WeightSpec::name).toList();
  }

  /** The weights in the program's order; always passed to calls as list {@code w}. */
  public NDList weights() {
    return weights;
  }

  /** The weights' type. */
  public ComputeType type() {
    return type;
  }

  /** Where the weights are, and their type. */
  public DeviceSettings where() {
    return new DeviceSettings(module.manager().getDevice().isGpu() ? "cuda" : "cpu", type);
  }

  /** The weights in their own type, named, for a checkpoint; in the program's order. */
  public List<Safetensors.Tensor> tensors() {
    return tensors(type);
  }

  /**
   * The weights as they are when each is written, named, for a checkpoint; in the program's order.
   *
   * @param published type to convert to
   */
  public List<Safetensors.Tensor> tensors(ComputeType published) {
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      tensors.add(
          WeightPieces.tensor(module, config.weights().get(i).name(), weights.get(i), published));
    }
    return tensors;
  }

  /** The configuration vector that the program's methods take, float64. */
  public NDArray configuration() {
    return configuration;
  }

  /** The program. */
  public ProgramModule module() {
    return module;
  }

  /** Manager on the policy's device; closed with it. */
  public NDManager manager() {
    return module.manager();
  }

  /**
   * Gives what calls allocated and freed back to the system. For small policies, and for those on a
   * GPU, it is not worth the time.
   */
  public void giveBackMemory() {
    if (config.parameterCount() >= SMALLEST_TRIMMED && where().device().equals("cpu")) {
      NativeHeap.giveBack();
    }
  }

  /** Frees everything, and gives the memory back. */
  @Override
  public void close() {
    module.close();
    giveBackMemory();
  }
}
