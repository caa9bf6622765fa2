// The accumulated gradient of some arrays, one for each worker.
package dev.rondo.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rondo.policy.program.PolicyModel;
import java.util.ArrayList;
import java.util.List;

/** Gradients that workers accumulate apart and that are then added up, in the workers' order. */
final class WorkerGradients {
  private final PolicyModel model;
  private final List<NDList> byWorker = new ArrayList<>();

  /**
   * Zero gradients.
   *
   * @param arrays what is trained
   * @param workers 1 and above
   */
  WorkerGradients(PolicyModel model, NDList arrays, int workers) {
    this.model = model;
    for (int worker = 0; worker < workers; worker++) {
      NDList gradients = new NDList();
      for (NDArray array : arrays) {
        gradients.add(array.zerosLike());
      }
      byWorker.add(gradients);
    }
  }

  /** Where a worker accumulates. */
  NDList of(int worker) {
    return byWorker.get(worker);
  }

  /** The sum over all workers; what was added up lies with the first worker from then on. */
  NDList sum() {
    NDList sum = byWorker.get(0);
    try (NDManager scope = model.manager().newSubManager()) {
      for (NDList other : byWorker.subList(1, byWorker.size())) {
        model.module().call("gather_gradient").list("g", sum).list("other", other).run(scope);
      }
    }
    return sum;
  }

  /** Sets all of them to zero. */
  void forget() {
    try (NDManager scope = model.manager().newSubManager()) {
      for (NDList gradients : byWorker) {
        model.module().call("forget").list("g", gradients).run(scope);
      }
    }
  }
}
