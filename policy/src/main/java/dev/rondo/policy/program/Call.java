package dev.rondo.policy.program;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of a method of the policy program. Arguments are positional, in the order in which they
 * are added; use a call once.
 *
 * <p>Arrays made from Java values share memory with Java. A method of the program therefore never
 * returns an argument, or a view of one, that was made so: it returns a clone.
 */
public final class Call {
  private final ProgramModule module;
  private final String method;
  private final List<Argument> arguments = new ArrayList<>();

  /** Puts an argument's arrays into the list that DJL turns into positional arguments. */
  private interface Argument {
    void addTo(NDList inputs, NDManager manager);
  }

  Call(ProgramModule module, String method) {
    this.module = module;
    this.method = method;
  }

  /**
   * Adds a {@code List[Tensor]}.
   *
   * @param name word characters; different lists of one call have different names, and one array is
   *     always passed under the same name
   * @param arrays at least one
   */
  public Call list(String name, NDList arrays) {
    if (arrays.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot pass list " + name + " to " + method + ": 0 tensors (allowed: 1 and above)");
    }
    String routing = name + "[]";
    arguments.add(
        (inputs, manager) -> {
          for (NDArray array : arrays) {
            if (!routing.equals(array.getName())) {
              array.setName(routing);
            }
            inputs.add(array);
          }
        });
    return this;
  }

  /** Adds a {@code Tensor}. */
  public Call tensor(NDArray array) {
    arguments.add(
        (inputs, manager) -> {
          if (array.getName() != null) {
            array.setName(null);
          }
          inputs.add(array);
        });
    return this;
  }

  /** Adds a {@code Tensor}: int64, one dimension. */
  public Call longs(long... values) {
    arguments.add((inputs, manager) -> inputs.add(manager.create(values)));
    return this;
  }

  /** Adds a {@code Tensor}: float64, one dimension. */
  public Call doubles(double... values) {
    arguments.add((inputs, manager) -> inputs.add(manager.create(values)));
    return this;
  }

  /**
   * Runs without recording gradients. The tensors that come back cannot take part in a later call
   * that records them; weights and other tensors made from Java can.
   *
   * @return the result's tensors, attached to {@code manager}
   * @throws ProgramException naming the resource file and line that failed
   */
  public NDList run(NDManager manager) {
    return run(manager, false);
  }

  /**
   * As {@link #run}, with gradients recorded, on this thread alone. What {@link #longs} and {@link
   * #doubles} made lives until {@code manager} is closed, for the graph may refer to it.
   */
  public NDList runWithGradient(NDManager manager) {
    return run(manager, true);
  }

  private NDList run(NDManager manager, boolean isTraining) {
    if (isTraining) {
      // A tensor made from a Java array borrows the array's memory, and the graph may keep it for
      // the way back: so arguments live as long as the results.
      return run(manager, manager, true);
    }
    try (NDManager scope = manager.newSubManager()) {
      return run(manager, scope, false);
    }
  }

  private NDList run(NDManager manager, NDManager scope, boolean isTraining) {
    // DJL attaches results to the manager of the first input, so the one that names the method
    // goes first and lives in the caller's manager.
    try (NDArray marker = manager.create(0f)) {
      marker.setName("module_method:" + method);
      NDList inputs = new NDList();
      inputs.add(marker);
      for (Argument argument : arguments) {
        argument.addTo(inputs, scope);
      }
      return isTraining
          ? recorded(inputs)
          : module.block().forward(module.noParameters(), inputs, false);
    } catch (EngineException e) {
      throw module.program().explain("run " + method + " of the policy program", e);
    }
  }

  /** libtorch keeps by thread whether it records; afterwards it is as before. */
  private NDList recorded(NDList inputs) {
    boolean recordedBefore = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try {
      return module.block().forward(module.noParameters(), inputs, true);
    } finally {
      JniUtils.setGradMode(recordedBefore);
    }
  }
}
