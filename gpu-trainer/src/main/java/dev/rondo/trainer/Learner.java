// A policy that can be trained: its weights, moments and gradient on a device, and the few native
// calls that training consists of. Knows no objective and no files.
package dev.rondo.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.program.Call;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.policy.program.PolicyProgram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Owns a model with the tensors that training adds, and closes them all. Not thread-safe; one
 * learner of a JVM computes gradients at a time.
 */
final class Learner implements AutoCloseable {

  private static final String FIRST_MOMENT = "first.";
  private static final String SECOND_MOMENT = "second.";

  private final PolicyModel model;
  private final NDList weights;
  private final NDList firstMoments = new NDList();
  private final NDList secondMoments = new NDList();
  private final NDList gradients = new NDList();
  private long optimizerSteps;

  /** A learner with zero moments that owns the model from now on. */
  Learner(PolicyModel model) {
    this.model = model;
    this.weights = model.weights();
    for (NDArray weight : weights) {
      firstMoments.add(weight.zerosLike());
      secondMoments.add(weight.zerosLike());
      gradients.add(weight.zerosLike());
      weight.setRequiresGradient(true);
    }
  }

  /** The policy program with the trainer's part. */
  static PolicyProgram program() {
    return PolicyProgram.standard().withPart(Learner.class, "trainer.py");
  }

  PolicyModel model() {
    return model;
  }

  /** Steps that the moments have seen. */
  long optimizerSteps() {
    return optimizerSteps;
  }

  /** A copy of the weights as they are now; the caller closes it. */
  NDList copyWeights() {
    NDList copy = new NDList();
    for (NDArray weight : weights) {
      copy.add(weight.duplicate());
    }
    return copy;
  }

  /** The weights that are trained, for {@link #score}. */
  NDList weights() {
    return weights;
  }

  /**
   * Log-probabilities of a batch's response tokens, without gradient.
   *
   * @param weights whose: {@link #weights()} or a copy of them
   */
  double[] score(NDList weights, MicroBatch batch, double temperature) {
    try (NDManager scope = model.manager().newSubManager()) {
      return doubles(call(weights, batch, temperature, scope).run(scope).get(0));
    }
  }

  /** A forward pass that remembers how to go backward; the caller closes it. */
  Forward forward(MicroBatch batch, double temperature) {
    NDManager scope = model.manager().newSubManager();
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDList result = call(weights, batch, temperature, scope).runWithGradient(scope);
      return new Forward(scope, result.get(0), doubles(result.get(0)), doubles(result.get(1)));
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  private Call call(NDList weights, MicroBatch batch, double temperature, NDManager scope) {
    NDArray ids = scope.create(batch.ids(), new Shape(batch.rows(), batch.columns()));
    return model
        .module()
        .call("response_logprobs")
        .list("w", weights)
        .tensor(ids)
        .longs(batch.selected())
        .tensor(model.configuration())
        .doubles(temperature);
  }

  /** Log-probabilities and entropies of one batch, and the graph behind them. */
  final class Forward implements AutoCloseable {
    private final NDManager scope;
    private final NDArray logprobTensor;
    private final double[] logprobs;
    private final double[] entropies;

    private Forward(NDManager scope, NDArray logprobTensor, double[] logprobs, double[] entropies) {
      this.scope = scope;
      this.logprobTensor = logprobTensor;
      this.logprobs = logprobs;
      this.entropies = entropies;
    }

    /** One a response token. */
    double[] logprobs() {
      return logprobs;
    }

    /** Entropy of the distribution that each response token was drawn from, in nats. */
    double[] entropies() {
      return entropies;
    }

    /** Adds the gradient of sum(coefficient * logprob) to the learner's gradient; once only. */
    void accumulate(double[] coefficients) {
      boolean isZero = true;
      float[] values = new float[coefficients.length];
      for (int t = 0; t < values.length; t++) {
        values[t] = (float) coefficients[t];
        isZero &= values[t] == 0;
      }
      if (isZero) {
        return;
      }
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        model
            .module()
            .call("accumulate")
            .list("w", weights)
            .list("g", gradients)
            .tensor(logprobTensor)
            .tensor(scope.create(values))
            .runWithGradient(scope)
            .close();
      }
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  /** The gradient accumulated so far, one array a weight: for tests. */
  List<float[]> gradients() {
    return gradients.stream().map(NDArray::toFloatArray).toList();
  }

  /**
   * One step of AdamW along the accumulated gradient, which is zero afterwards. A norm that is not
   * finite changes nothing else.
   *
   * @param clipNorm largest norm, 0 for no clipping
   * @return the gradient's global norm before clipping
   */
  double step(AdamWSettings optimizer, double learningRate, double clipNorm) {
    long step = optimizerSteps + 1;
    try (NDManager scope = model.manager().newSubManager()) {
      double norm =
          model
              .module()
              .call("adamw_step")
              .list("w", weights)
              .list("m", firstMoments)
              .list("v", secondMoments)
              .list("g", gradients)
              .doubles(
                  learningRate,
                  optimizer.beta1(),
                  optimizer.beta2(),
                  optimizer.epsilon(),
                  optimizer.weightDecay(),
                  1 - StrictMath.pow(optimizer.beta1(), step),
                  1 - StrictMath.pow(optimizer.beta2(), step),
                  clipNorm)
              .run(scope)
              .get(0)
              .getDouble();
      if (Double.isFinite(norm)) {
        optimizerSteps = step;
      }
      return norm;
    }
  }

  /** The weights as they are now, named as in the checkpoint. */
  List<Safetensors.Tensor> weightTensors() {
    return tensors("", weights);
  }

  /** The moments as they are now. */
  List<Safetensors.Tensor> momentTensors() {
    List<Safetensors.Tensor> tensors = new ArrayList<>(tensors(FIRST_MOMENT, firstMoments));
    tensors.addAll(tensors(SECOND_MOMENT, secondMoments));
    return tensors;
  }

  /** Takes over moments that {@link #momentTensors} gave, after as many steps. */
  void restoreMoments(Safetensors file, long steps) {
    restore(file, FIRST_MOMENT, firstMoments);
    restore(file, SECOND_MOMENT, secondMoments);
    optimizerSteps = steps;
  }

  private void restore(Safetensors file, String prefix, NDList moments) {
    for (int k = 0; k < moments.size(); k++) {
      String name = prefix + model.weightNames().get(k);
      Shape shape = moments.get(k).getShape();
      file.require(name, shape.getShape());
      // A new array, since setting one in place makes libtorch print a warning.
      NDArray restored = model.manager().create(file.bytes(name).asFloatBuffer(), shape);
      moments.set(k, restored).close();
    }
  }

  private List<Safetensors.Tensor> tensors(String prefix, NDList arrays) {
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    for (int k = 0; k < arrays.size(); k++) {
      ByteBuffer bytes = arrays.get(k).toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      tensors.add(
          new Safetensors.Tensor(
              prefix + model.weightNames().get(k),
              Safetensors.ElementType.F32,
              arrays.get(k).getShape().getShape(),
              bytes));
    }
    return tensors;
  }

  private static double[] doubles(NDArray array) {
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
