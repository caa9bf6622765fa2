package dev.rondo.policy.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of a policy that is not trained further, in the form that the sampler multiplies with
 * fastest: see the program's part {@code fusion.py}. Layer by layer they take the place of the
 * model's, so that a policy is never in memory twice.
 */
public final class SamplingWeights {
  private SamplingWeights() {}

  /**
   * Takes over a model's weights; they are the list {@code w} of every call from here on.
   *
   * @param model whose weights are closed
   * @return owned by the model's manager
   */
  public static NDList takeFrom(PolicyModel model) {
    NDList plain = model.weights();
    NDList joined = model.joinedWeights();
    int layers = model.config().layers();
    boolean isTied = model.config().isTied();
    int stride = (plain.size() - (isTied ? 2 : 3)) / layers;
    int joinedStride = joined.size() / layers;
    NDList weights = new NDList();
    weights.add(plain.get(0));
    for (int layer = 0; layer < layers; layer++) {
      NDList own = slice(plain, 1 + layer * stride, stride);
      NDList together = slice(joined, layer * joinedStride, joinedStride);
      weights.addAll(
          model
              .module()
              .call("sampling_layer")
              .list("layer", own)
              .list("joined", together)
              .run(model.manager()));
      close(own);
      close(together);
    }
    NDArray norm = plain.get(1 + layers * stride);
    weights.add(norm);
    NDArray head = isTied ? plain.get(0) : plain.get(plain.size() - 1);
    weights.addAll(model.module().call("sampling_head").tensor(head).run(model.manager()));
    if (!isTied) {
      head.close();
    }
    plain.clear();
    joined.clear();
    return weights;
  }

  private static NDList slice(NDList arrays, int from, int count) {
    List<NDArray> some = new ArrayList<>(arrays.subList(from, from + count));
    return new NDList(some);
  }

  private static void close(NDList arrays) {
    arrays.forEach(NDArray::close);
  }
}
