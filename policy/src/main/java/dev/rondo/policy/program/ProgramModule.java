package dev.rondo.policy.program;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A policy program loaded into libtorch. Owns the native module: it holds the DJL model strongly,
 * because a model that only its block refers to is closed by the garbage collector. Calls may run
 * on several threads at once.
 */
public final class ProgramModule implements AutoCloseable {
  private static final String GRAPH_OPTIMIZER = "ai.djl.pytorch.graph_optimizer";

  static {
    // Read by DJL before every call, on the calling thread: the optimizer is per thread in
    // libtorch. It would profile and recompile the program for each new shape.
    if (System.getProperty(GRAPH_OPTIMIZER) == null) {
      System.setProperty(GRAPH_OPTIMIZER, "false");
    }
  }

  private final PolicyProgram program;
  private final Model model;
  private final Block block;
  private final ParameterStore noParameters;

  private ProgramModule(PolicyProgram program, Model model) {
    this.program = program;
    this.model = model;
    this.block = model.getBlock();
    this.noParameters = new ParameterStore(model.getNDManager(), false);
  }

  /**
   * Compiles a program.
   *
   * @throws ProgramException if it does not compile
   */
  public static ProgramModule load(PolicyProgram program, Device device) {
    Model model = Model.newInstance("policy", device, "PyTorch");
    try {
      model.load(new ByteArrayInputStream(program.archive()));
      return new ProgramModule(program, model);
    } catch (EngineException e) {
      model.close();
      throw program.explain("compile the policy program", e);
    } catch (IOException e) {
      model.close();
      throw new UncheckedIOException(e);
    } catch (MalformedModelException e) {
      model.close();
      throw new IllegalStateException(e);
    }
  }

  /** Starts a call of one of the program's methods. */
  public Call call(String method) {
    return new Call(this, method);
  }

  /** The program that was loaded. */
  public PolicyProgram program() {
    return program;
  }

  /** Manager on the module's device; closed with the module. */
  public NDManager manager() {
    return model.getNDManager();
  }

  Block block() {
    return block;
  }

  ParameterStore noParameters() {
    return noParameters;
  }

  @Override
  public void close() {
    model.close();
  }
}
