// What AdamW trains: arrays with all that an optimizer keeps beside them. Knows no model's shape.
package dev.rondo.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.WeightPieces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Named float32 arrays with their moments, the number of steps that these have seen, and a gradient
 * for each worker. Policy and critic are both trained by this class alone. All of it lives as long
 * as the model. Not thread-safe, but that each worker may add to its own gradient.
 */
public final class TrainedArrays {

  private static final String FIRST_MOMENT = "first.";
  private static final String SECOND_MOMENT = "second.";

  private final PolicyModel model;
  private final List<String> names;
  private final NDList arrays;
  private final ComputeType momentType;
  private final List<NDList> gradients = new ArrayList<>();
  private final NDList firstMoments;
  private final NDList secondMoments;
  private long steps;
  private volatile boolean hasGradient;

  /**
   * Arrays with zero moments and gradients.
   *
   * @param model whose program and device they use
   * @param names one an array
   */
  public TrainedArrays(
      PolicyModel model, List<String> names, NDList arrays, MemorySettings memory) {
    this.model = model;
    this.names = List.copyOf(names);
    this.arrays = arrays;
    this.momentType = memory.momentType();
    for (int worker = 0; worker < memory.workers(); worker++) {
      NDList ofWorker = new NDList();
      for (NDArray array : arrays) {
        ofWorker.add(array.zerosLike());
      }
      gradients.add(ofWorker);
    }
    this.firstMoments = zeroMoments();
    this.secondMoments = zeroMoments();
  }

  private TrainedArrays(PolicyModel model, List<String> names, NDList arrays) {
    this.model = model;
    this.names = List.copyOf(names);
    this.arrays = arrays;
    this.momentType = ComputeType.FLOAT32;
    this.firstMoments = new NDList();
    this.secondMoments = new NDList();
  }

  /** Arrays that are only looked at and written: without the memory for moments and gradients. */
  static TrainedArrays untrained(PolicyModel model, List<String> names, NDList arrays) {
    return new TrainedArrays(model, names, arrays);
  }

  private NDList zeroMoments() {
    return model
        .module()
        .call("copies")
        .list("g", gradients.get(0))
        .longs(momentType.programCode())
        .runWithGradient(model.manager());
  }

  /** Where a worker accumulates, one for each array; whoever adds to it says {@link #added}. */
  public NDList gradient(int worker) {
    return gradients.get(worker);
  }

  /** Says that something was added to a worker's gradient. */
  void added() {
    hasGradient = true;
  }

  /** Whether something was added to a gradient since the last step. */
  boolean hasGradient() {
    return hasGradient;
  }

  /** Steps that the moments have seen. */
  public long steps() {
    return steps;
  }

  /** The sum over all workers, in their order; it lies with the first worker from then on. */
  public NDList gradient() {
    NDList sum = gradients.get(0);
    try (NDManager scope = model.manager().newSubManager()) {
      for (NDList other : gradients.subList(1, gradients.size())) {
        model.module().call("gather_gradient").list("g", sum).list("other", other).run(scope);
      }
    }
    return sum;
  }

  /** Global norm of the accumulated gradient. */
  public double gradientNorm() {
    try (NDManager scope = model.manager().newSubManager()) {
      return model
          .module()
          .call("gradient_norm")
          .list("g", gradient())
          .run(scope)
          .get(0)
          .getDouble();
    }
  }

  /** Forgets the accumulated gradient. */
  public void discardGradient() {
    hasGradient = false;
    try (NDManager scope = model.manager().newSubManager()) {
      for (NDList ofWorker : gradients) {
        model.module().call("forget").list("g", ofWorker).run(scope);
      }
    }
  }

  /**
   * One step of AdamW along the accumulated gradient, which is zero afterwards. A norm that is not
   * finite changes nothing else.
   *
   * @param clipNorm largest norm, 0 for no clipping
   * @return the gradient's global norm before clipping
   */
  public double step(AdamWSettings optimizer, double learningRate, double clipNorm) {
    long step = steps + 1;
    hasGradient = false;
    try (NDManager scope = model.manager().newSubManager()) {
      double norm =
          model
              .module()
              .call("adamw_step")
              .list("w", arrays)
              .list("m", firstMoments)
              .list("v", secondMoments)
              .list("g", gradient())
              .doubles(
                  learningRate,
                  optimizer.beta1(),
                  optimizer.beta2(),
                  optimizer.epsilon(),
                  optimizer.weightDecay(),
                  1 - StrictMath.pow(optimizer.beta1(), step),
                  1 - StrictMath.pow(optimizer.beta2(), step),
                  clipNorm,
                  step)
              .run(scope)
              .get(0)
              .getDouble();
      if (Double.isFinite(norm)) {
        steps = step;
      }
      return norm;
    }
  }

  /** Name of the first array that holds a number which is not finite, if one does. */
  public Optional<String> firstNotFinite() {
    try (NDManager scope = model.manager().newSubManager()) {
      long place =
          model.module().call("first_not_finite").list("w", arrays).run(scope).get(0).getLong();
      return place < 0 ? Optional.empty() : Optional.of(names.get((int) place));
    }
  }

  /** The moments, each as it is when it is written. */
  public List<Safetensors.Tensor> momentTensors() {
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    addTensors(tensors, FIRST_MOMENT, firstMoments, momentType);
    addTensors(tensors, SECOND_MOMENT, secondMoments, momentType);
    return tensors;
  }

  /**
   * The arrays, each as it is when it is written.
   *
   * @param prefix put before each name
   */
  public List<Safetensors.Tensor> tensors(String prefix) {
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    addTensors(tensors, prefix, arrays, ComputeType.FLOAT32);
    return tensors;
  }

  private void addTensors(
      List<Safetensors.Tensor> tensors, String prefix, NDList list, ComputeType type) {
    for (int k = 0; k < list.size(); k++) {
      tensors.add(WeightPieces.tensor(model.module(), prefix + names.get(k), list.get(k), type));
    }
  }

  /** Takes over moments that {@link #momentTensors} gave, after as many steps. */
  public void restoreMoments(Safetensors file, long stepsBefore) {
    fill(file, FIRST_MOMENT, firstMoments);
    fill(file, SECOND_MOMENT, secondMoments);
    steps = stepsBefore;
  }

  /** Takes over what {@link #tensors} gave. */
  public void restore(Safetensors file, String prefix) {
    fill(file, prefix, arrays);
  }

  private void fill(Safetensors file, String prefix, NDList list) {
    List<String> prefixed = names.stream().map(name -> prefix + name).toList();
    WeightPieces.fill(model.module(), prefixed, list, file);
  }
}
