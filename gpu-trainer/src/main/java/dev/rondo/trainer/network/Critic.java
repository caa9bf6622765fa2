// PPO's critic: a network of its own that says what reward to expect. Knows no objective.
package dev.rondo.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.program.Call;
import dev.rondo.policy.program.PolicyModel;
import dev.rondo.trainer.batch.PackedBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A trunk of the policy's shape with a head of one output, with moments and gradient of its own. A
 * new critic is a copy of the policy's trunk under a head of zeros, so it expects 0 everywhere. Its
 * tensors live as long as the policy's model. Not thread-safe but for workers, as {@link Learner}.
 */
public final class Critic {

  /** Weights and moments in a policy directory; absent if no critic was trained. */
  public static final String PATH = "trainer/critic.safetensors";

  private static final int KEEP_NOTHING = 0;
  private static final int KEEP_INPUTS = 1;
  private static final String HEAD = "value_head.weight";
  private static final String WEIGHT = "weight.";

  private final PolicyModel policy;
  private final NDList weights = new NDList();
  private final TrainedArrays trained;

  /**
   * A new critic beside a policy, whose program, device and workers it shares. Its trunk is that of
   * the policy, or of the base beside adapters: they add nothing to it where they are new, as in
   * the first round of a run.
   */
  public Critic(Learner learner) {
    this.policy = learner.model();
    List<String> names = new ArrayList<>();
    for (int k = 0; k < policy.weights().size(); k++) {
      String name = policy.weightNames().get(k);
      // The output matrix of a policy that has one of its own is no part of the trunk.
      if (!name.equals("lm_head.weight")) {
        names.add(name);
        // duplicate, for toType shares the memory of an array that has the type already.
        weights.add(policy.weights().get(k).duplicate());
      }
    }
    names.add(HEAD);
    weights.add(
        policy.manager().zeros(new Shape(1, policy.config().hiddenSize()), DataType.FLOAT32));
    for (NDArray weight : weights) {
      weight.detach();
      weight.setRequiresGradient(true);
    }
    this.trained = new TrainedArrays(policy, names, weights, learner.memory());
  }

  /** The critic that a file holds, after as many steps. */
  public static Critic restore(Learner learner, Safetensors file, long steps) {
    Critic critic = new Critic(learner);
    critic.trained.restore(file, WEIGHT);
    critic.trained.restoreMoments(file, steps);
    return critic;
  }

  /** Steps that the moments have seen. */
  public long optimizerSteps() {
    return trained.steps();
  }

  /** The weights that are trained, for {@link #values}. */
  public NDList weights() {
    return weights;
  }

  /** A copy of the weights as they are now; the caller closes it. */
  public NDList copyWeights() {
    NDList copy = new NDList();
    for (NDArray weight : weights) {
      copy.add(weight.duplicate());
    }
    return copy;
  }

  /** Values of the states before a batch's response tokens, without gradient. */
  public double[] values(NDList weights, PackedBatch batch) {
    try (NDManager scope = policy.manager().newSubManager()) {
      NDList arrays = Learner.arrays(batch, scope);
      return Learner.doubles(call(weights, arrays, KEEP_NOTHING).run(scope).get(0));
    }
  }

  /** As {@link #forward(PackedBatch, int)}, by the first worker. */
  public Forward forward(PackedBatch batch) {
    return forward(batch, 0);
  }

  /**
   * A forward pass that remembers how to go backward; the caller closes it.
   *
   * @param worker whose gradient the way back adds to
   */
  public Forward forward(PackedBatch batch, int worker) {
    NDManager scope = policy.manager().newSubManager();
    try {
      NDList arrays = Learner.arrays(batch, scope);
      NDList result = call(weights, arrays, KEEP_INPUTS).runWithGradient(scope);
      return new Forward(scope, arrays, result, worker);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  private Call call(NDList weights, NDList batch, int keep) {
    return policy
        .module()
        .call("value_forward")
        .list("w", trunk(weights))
        .tensor(head(weights))
        .list("batch", batch)
        .tensor(policy.configuration())
        .doubles(keep);
  }

  private static NDList trunk(NDList arrays) {
    return arrays.subNDList(0, arrays.size() - 1);
  }

  private static NDArray head(NDList arrays) {
    return arrays.get(arrays.size() - 1);
  }

  /** Values of one batch, and what the way back needs. */
  public final class Forward implements AutoCloseable {
    private final NDManager scope;
    private final NDList batch;
    private final NDList kept;
    private final int worker;
    private final double[] values;

    private Forward(NDManager scope, NDList batch, NDList result, int worker) {
      this.worker = worker;
      this.scope = scope;
      this.batch = batch;
      this.kept = result.subNDList(1);
      this.values = Learner.doubles(result.get(0));
    }

    /** One a response token. */
    public double[] values() {
      return values;
    }

    /** Adds the gradient of sum(coefficient * value) to the worker's gradient; once only. */
    public void accumulate(double[] coefficients) {
      float[] floats = Learner.floats(coefficients);
      if (Learner.isZero(floats)) {
        return;
      }
      trained.added();
      NDList own = trained.gradient(worker);
      policy
          .module()
          .call("value_backward")
          .list("w", trunk(weights))
          .list("g", trunk(own))
          .tensor(head(weights))
          .tensor(head(own))
          .list("batch", batch)
          .list("forward", kept)
          .tensor(scope.create(floats))
          .tensor(policy.configuration())
          .runWithGradient(scope)
          .close();
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  /** Whether a coefficient other than 0 went backward since the last step. */
  public boolean hasGradient() {
    return trained.hasGradient();
  }

  /** Global norm of the accumulated gradient. */
  public double gradientNorm() {
    return trained.gradientNorm();
  }

  /**
   * One step of AdamW without weight decay along the accumulated gradient, which is zero
   * afterwards. A norm that is not finite changes nothing else.
   *
   * @return the gradient's global norm before clipping
   */
  public double step(AdamWSettings optimizer, CriticSettings settings) {
    AdamWSettings ofCritic =
        new AdamWSettings(optimizer.beta1(), optimizer.beta2(), optimizer.epsilon(), 0);
    return trained.step(ofCritic, settings.learningRate(), settings.clipNorm());
  }

  /** The gradient accumulated so far, one array for each weight: for tests. */
  public List<float[]> gradients() {
    return trained.gradient().stream().map(NDArray::toFloatArray).toList();
  }

  /** Name of the first weight that holds a number which is not finite, if one does. */
  public Optional<String> firstNotFinite() {
    return trained.firstNotFinite();
  }

  /** Forgets the accumulated gradient. */
  public void discardGradient() {
    trained.discardGradient();
  }

  /** Weights and moments, each as it is when it is written, for {@link #PATH}. */
  public List<Safetensors.Tensor> tensors() {
    List<Safetensors.Tensor> tensors = trained.momentTensors();
    tensors.addAll(trained.tensors(WEIGHT));
    return tensors;
  }
}
