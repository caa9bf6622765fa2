// A policy that can be trained: its weights, moments and gradient on a device, and the few native
// calls that training consists of. Knows no objective and no files.
package dev.rondo.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.program.Call;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.PolicyProgram;
import dev.rondo.policy.program.WeightPieces;
import dev.rondo.trainer.batch.PackedBatch;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Owns a model with the tensors that training adds, and closes them all: what is trained in float32
 * (the weights, or adapters beside frozen ones), its gradient and moments, and the weights as they
 * compute. Not thread-safe, but for this: as long as nothing else is asked of it, each worker may
 * score, go forward and go backward beside the others.
 */
public final class Learner implements AutoCloseable {

  private static final int KEEP_NOTHING = 0;
  private static final int KEEP_INPUTS = 1;
  private static final int KEEP_EVERYTHING = 2;
  private static final int KEEP_FOR_ADAPTERS = 3;

  private final PolicyModel model;
  private final MemorySettings memory;
  private final Adapters adapters;
  private final NDList adapterArrays;
  private final double adapterScale;
  private final TrainedArrays trained;
  private final NDList compute;
  private final List<NDList> adapterGradients = new ArrayList<>();

  /** A learner of all weights with zero moments; it owns the model from now on. */
  public Learner(PolicyModel model, MemorySettings memory) {
    this(model, memory, null);
  }

  /**
   * A learner with zero moments; it owns the model from now on.
   *
   * @param adapters what is trained instead of the model's weights, or null
   */
  public Learner(PolicyModel model, MemorySettings memory, Adapters adapters) {
    this(
        model,
        memory,
        adapters,
        adapters == null
            ? new TrainedArrays(model, model.weightNames(), model.weights(), memory)
            : new TrainedArrays(model, adapters.names(), adapters.trained(), memory));
  }

  /** A learner that takes no step: of a policy that is published as it is, in float32. */
  public static Learner untrained(PolicyModel model) {
    return new Learner(
        model,
        MemorySettings.small(1),
        null,
        TrainedArrays.untrained(model, model.weightNames(), model.weights()));
  }

  private Learner(
      PolicyModel model, MemorySettings memory, Adapters adapters, TrainedArrays trained) {
    this.model = model;
    this.memory = memory;
    this.adapters = adapters;
    this.trained = trained;
    this.adapterArrays =
        adapters == null
            ? new NDList(model.manager().zeros(new Shape(0), DataType.FLOAT32))
            : adapters.all();
    this.adapterScale = adapters == null ? 1 : adapters.scale();
    if (adapters != null) {
      for (int worker = 0; worker < memory.workers(); worker++) {
        NDList ofWorker = new NDList();
        int next = 0;
        for (NDArray array : adapterArrays) {
          // An array has one name in a call, so the empty ones are not shared.
          ofWorker.add(array.isEmpty() ? array.duplicate() : trained.gradient(worker).get(next++));
        }
        adapterGradients.add(ofWorker);
      }
    }
    if (adapters == null && memory.computeType() == ComputeType.FLOAT32) {
      this.compute = model.weights();
      for (NDArray weight : compute) {
        weight.setRequiresGradient(true);
      }
    } else {
      this.compute =
          model
              .module()
              .call("compute_weights")
              .list("w", model.weights())
              .list("adapters", adapterArrays)
              .doubles(memory.computeType().programCode(), adapterScale)
              .runWithGradient(model.manager());
    }
  }

  /** The policy program with the trainer's part. */
  public static PolicyProgram program() {
    PolicyProgram program = PolicyProgram.standard();
    for (String part : List.of("layers.py", "head.py", "trainer.py", "optimizer.py", "critic.py")) {
      program = program.withPart(Learner.class, part);
    }
    return program;
  }

  public PolicyModel model() {
    return model;
  }

  /** Steps that the moments have seen. */
  public long optimizerSteps() {
    return trained.steps();
  }

  /** The adapters that are trained, or null if the weights are. */
  public Adapters adapters() {
    return adapters;
  }

  /** A copy of the weights as they compute now, for {@link #score}; the caller closes it. */
  public NDList copyWeights() {
    return model
        .module()
        .call("copies")
        .list("w", compute)
        .longs(memory.computeType().programCode())
        .runWithGradient(model.manager());
  }

  /** The weights as they compute, for {@link #score}. */
  public NDList weights() {
    return compute;
  }

  /**
   * Log-probabilities of a batch's response tokens, without gradient.
   *
   * @param weights whose: {@link #weights()} or a copy of them
   */
  public double[] score(NDList weights, PackedBatch batch, double temperature) {
    try (NDManager scope = model.manager().newSubManager()) {
      NDList arrays = arrays(batch, scope);
      return doubles(call(weights, arrays, temperature, KEEP_NOTHING).run(scope).get(0));
    }
  }

  /** What bounds its memory. */
  public MemorySettings memory() {
    return memory;
  }

  /** As {@link #forward(PackedBatch, double, int)}, by the first worker. */
  public Forward forward(PackedBatch batch, double temperature) {
    return forward(batch, temperature, 0);
  }

  /**
   * A forward pass that remembers how to go backward; the caller closes it.
   *
   * @param worker whose gradient the way back adds to, below the number of workers
   */
  public Forward forward(PackedBatch batch, double temperature, int worker) {
    NDManager scope = model.manager().newSubManager();
    try {
      NDList arrays = arrays(batch, scope);
      int everything = adapters == null ? KEEP_EVERYTHING : KEEP_FOR_ADAPTERS;
      int keep = memory.recompute() ? KEEP_INPUTS : everything;
      NDList result = call(compute, arrays, temperature, keep).runWithGradient(scope);
      return new Forward(scope, arrays, result, temperature, worker);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  public static NDList arrays(PackedBatch batch, NDManager scope) {
    NDList arrays = new NDList();
    for (long[] values :
        List.of(batch.ids(), batch.positions(), batch.tiles(), batch.selected(), batch.targets())) {
      arrays.add(scope.create(values));
    }
    if (batch.held().length > 0) {
      arrays.add(scope.create(batch.held()));
      arrays.add(scope.create(batch.stopTokens()));
    }
    return arrays;
  }

  private Call call(NDList weights, NDList batch, double temperature, int keep) {
    return model
        .module()
        .call("train_forward")
        .list("w", weights)
        .list("batch", batch)
        .tensor(model.configuration())
        .doubles(temperature, keep);
  }

  /** Log-probabilities and entropies of one batch, and what the way back needs. */
  public final class Forward implements AutoCloseable {
    private final NDManager scope;
    private final NDList batch;
    private final NDList kept;
    private final double temperature;
    private final int worker;
    private final double[] logprobs;
    private final double[] entropies;

    private Forward(NDManager scope, NDList batch, NDList result, double temperature, int worker) {
      this.scope = scope;
      this.batch = batch;
      this.kept = result.subNDList(2);
      this.temperature = temperature;
      this.worker = worker;
      this.logprobs = doubles(result.get(0));
      this.entropies = doubles(result.get(1));
    }

    /** One a response token. */
    public double[] logprobs() {
      return logprobs;
    }

    /** Entropy of the distribution that each response token was drawn from, in nats. */
    public double[] entropies() {
      return entropies;
    }

    /** Adds the gradient of sum(coefficient * logprob) to the worker's gradient; once only. */
    public void accumulate(double[] coefficients) {
      float[] values = floats(coefficients);
      if (isZero(values)) {
        return;
      }
      trained.added();
      model
          .module()
          .call("train_backward")
          .list("w", compute)
          .list("g", adapters == null ? trained.gradient(worker) : adapterGradients.get(worker))
          .list("adapters", adapterArrays)
          .list("batch", batch)
          .list("forward", kept)
          .tensor(scope.create(values))
          .tensor(model.configuration())
          .doubles(temperature, adapterScale)
          .runWithGradient(scope)
          .close();
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (float) numbers[k];
    }
    return floats;
  }

  static boolean isZero(float[] numbers) {
    for (float number : numbers) {
      if (number != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether a coefficient other than 0 went backward since the last step. */
  public boolean hasGradient() {
    return trained.hasGradient();
  }

  /** The gradient accumulated so far, one array for each that is trained: for tests. */
  public List<float[]> gradients() {
    return trained.gradient().stream().map(NDArray::toFloatArray).toList();
  }

  /**
   * One step of AdamW along the accumulated gradient, which is zero afterwards. A norm that is not
   * finite changes nothing else.
   *
   * @param clipNorm largest norm, 0 for no clipping
   * @return the gradient's global norm before clipping
   */
  public double step(AdamWSettings optimizer, double learningRate, double clipNorm) {
    double norm = trained.step(optimizer, learningRate, clipNorm);
    if (Double.isFinite(norm) && compute != model.weights()) {
      try (NDManager scope = model.manager().newSubManager()) {
        model
            .module()
            .call("refresh_weights")
            .list("w", compute)
            .list("masters", model.weights())
            .list("adapters", adapterArrays)
            .doubles(memory.computeType().programCode(), adapterScale)
            .run(scope);
      }
    }
    return norm;
  }

  /** Name of the first trained array that holds a number which is not finite, if one does. */
  public Optional<String> firstNotFinite() {
    return trained.firstNotFinite();
  }

  /** Forgets the accumulated gradient. */
  public void discardGradient() {
    trained.discardGradient();
  }

  /** The weights as they are now, float32, adapters merged in, named as in the checkpoint. */
  public List<Safetensors.Tensor> weightTensors() {
    return weightTensors(ComputeType.FLOAT32);
  }

  /** As {@link #weightTensors()}, converted to the type in which they are published. */
  public List<Safetensors.Tensor> weightTensors(ComputeType published) {
    if (adapters == null) {
      return model.tensors(published);
    }
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    for (int k = 0; k < model.weights().size(); k++) {
      int place = k;
      tensors.add(
          new Safetensors.Tensor(
              model.weightNames().get(k),
              published.elementType(),
              model.weights().get(k).getShape().getShape(),
              channel -> writeMerged(place, published, channel)));
    }
    return tensors;
  }

  /** One weight with its adapter merged in; the merged copy is gone when it is written. */
  private void writeMerged(int place, ComputeType published, WritableByteChannel channel)
      throws IOException {
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray weight =
          model
              .module()
              .call("compute_weights")
              .list("w", new NDList(model.weights().get(place)))
              .list("adapters", adapterArrays.subNDList(2 * place, 2 * place + 2))
              .doubles(ComputeType.FLOAT32.programCode(), adapterScale)
              .runWithGradient(scope)
              .get(0);
      WeightPieces.write(model.module(), weight, published, channel);
    }
  }

  /** The moments as they are now. */
  public List<Safetensors.Tensor> momentTensors() {
    return trained.momentTensors();
  }

  /** Takes over moments that {@link #momentTensors} gave, after as many steps. */
  public void restoreMoments(Safetensors file, long steps) {
    trained.restoreMoments(file, steps);
  }

  public static double[] doubles(NDArray array) {
    float[] floats = array.toFloatArray();
    double[] doubles = new double[floats.length];
    for (int k = 0; k < floats.length; k++) {
      doubles[k] = floats[k];
    }
    return doubles;
  }

  @Override
  public void close() {
    model.close();
  }
}
