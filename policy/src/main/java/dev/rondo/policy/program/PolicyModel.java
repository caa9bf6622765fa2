package dev.rondo.policy.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.ModelInitializer;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.checkpoint.WeightSpec;
import dev.rondo.schema.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A policy's weights on a device together with the program that computes with them. Owns both and
 * closes both.
 */
public final class PolicyModel implements AutoCloseable {
  private final ModelConfig config;
  private final ProgramModule module;
  private final NDList weights;
  private final NDArray configuration;

  private PolicyModel(
      ModelConfig config, ProgramModule module, NDList weights, NDArray configuration) {
    this.config = config;
    this.module = module;
    this.weights = weights;
    this.configuration = configuration;
  }

  /**
   * Loads config.json and model.safetensors of a policy directory.
   *
   * @throws InvalidInputException if a file is missing or wrong, or they do not belong together
   */
  public static PolicyModel load(
      Path policyDirectory, PolicyProgram program, DeviceSettings device) {
    ModelConfig config = ModelConfig.read(policyDirectory.resolve(ModelConfig.FILE_NAME));
    Path file = policyDirectory.resolve(Safetensors.FILE_NAME);
    try (Safetensors tensors = Safetensors.open(file)) {
      Set<String> known = new HashSet<>();
      for (WeightSpec weight : config.weights()) {
        known.add(weight.name());
        Safetensors.Entry entry = tensors.require(weight.name(), weight.dimensions());
        if (entry.type() != Safetensors.ElementType.F32) {
          throw new InvalidInputException(
              "Cannot read "
                  + file
                  + ": tensor "
                  + weight.name()
                  + ": dtype: "
                  + entry.type()
                  + " (allowed: F32)");
        }
      }
      for (String name : tensors.entries().keySet()) {
        if (!known.contains(name)) {
          throw new InvalidInputException(
              "Cannot read "
                  + file
                  + ": tensor "
                  + name
                  + " (allowed: the tensors of "
                  + config.architecture().modelType()
                  + " with "
                  + config.layers()
                  + " layers)");
        }
      }
      return create(config, program, device, weight -> tensors.bytes(weight.name()));
    }
  }

  /** A policy with random first weights. */
  public static PolicyModel initialize(
      ModelConfig config,
      ModelInitializer initializer,
      long seed,
      PolicyProgram program,
      DeviceSettings device) {
    return create(config, program, device, weight -> initializer.values(weight, seed));
  }

  private static PolicyModel create(
      ModelConfig config,
      PolicyProgram program,
      DeviceSettings device,
      Function<WeightSpec, ByteBuffer> values) {
    ProgramModule module = ProgramModule.load(program, device.djlDevice());
    try {
      NDManager manager = module.manager();
      NDList weights = new NDList();
      for (WeightSpec weight : config.weights()) {
        FloatBuffer floats = values.apply(weight).asFloatBuffer();
        // An array made from a buffer shares the buffer's memory; the weights own theirs, so that
        // views into them stay valid.
        try (NDArray shared = manager.create(floats, new Shape(weight.dimensions()))) {
          weights.add(shared.duplicate());
        }
      }
      return new PolicyModel(config, module, weights, manager.create(config.programVector()));
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }

  /**
   * Joins the weights that the sampler multiplies with at once, and makes the separate weights
   * views into them. For a policy that is not trained further.
   *
   * @return the list {@code fused} of the program's sampler, owned by this policy
   */
  public NDList fuse() {
    NDList fused = module.call("fuse").list("w", weights).tensor(configuration).run(manager());
    NDList views =
        module
            .call("unfuse")
            .list("w", weights)
            .list("fused", fused)
            .tensor(configuration)
            .run(manager());
    NDList separate = new NDList(weights);
    weights.clear();
    weights.addAll(views);
    separate.close();
    return fused;
  }

  /** The shape. */
  public ModelConfig config() {
    return config;
  }

  /** Names of the weights, in the program's order. */
  public List<String> weightNames() {
    return config.weights().stream().map(WeightSpec::name).toList();
  }

  /** The weights, float32, in the program's order; always passed to calls as list {@code w}. */
  public NDList weights() {
    return weights;
  }

  /** Copies of the weights, named, for a checkpoint; in the program's order. */
  public List<Safetensors.Tensor> tensors() {
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    List<WeightSpec> specs = config.weights();
    for (int i = 0; i < specs.size(); i++) {
      WeightSpec spec = specs.get(i);
      ByteBuffer bytes = weights.get(i).toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      tensors.add(
          new Safetensors.Tensor(
              spec.name(), Safetensors.ElementType.F32, spec.dimensions(), bytes));
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

  @Override
  public void close() {
    module.close();
  }
}
