package dev.rondo.policy.program;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/**
 * A policy program loaded into libtorch, and the memory of what is computed with it. A program is
 * compiled once in a process and for a device, and kept: every round loads new weights for the same
 * few programs. The DJL model is held strongly, because a model that only its block refers to is
 * closed by the garbage collector. Calls may run on several threads at once.
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

  private static final Map<Compiled, Model> COMPILED = new HashMap<>();

  private final PolicyProgram program;
  private final Block block;
  private final NDManager manager;
  private final ParameterStore noParameters;

  /** What decides a compiled program. */
  private record Compiled(String programDigest, Device device) {}

  private ProgramModule(PolicyProgram program, Model model) {
    this.program = program;
    this.block = model.getBlock();
    this.manager = model.getNDManager().newSubManager();
    this.noParameters = new ParameterStore(manager, false);
  }

  /**
   * Loads a program, compiling it if this process has not yet.
   *
   * @throws ProgramException if it does not compile
   */
  public static ProgramModule load(PolicyProgram program, Device device) {
    synchronized (COMPILED) {
      Model model =
          COMPILED.computeIfAbsent(
              new Compiled(program.digest(), device), key -> compile(program, device));
      return new ProgramModule(program, model);
    }
  }

  private static Model compile(PolicyProgram program, Device device) {
    Model model = Model.newInstance("policy", device, "PyTorch");
    try {
      model.load(new ByteArrayInputStream(program.archive()));
      if (!device.isGpu()) {
        useLibraries(model.getNDManager());
      }
      return model;
    } catch (EngineException e) {
      model.close();
      throw program.explain("compile the policy program", e);
    } catch (IOException e) {
      model.close();
      throw new UncheckedIOException(e);
    } catch (MalformedModelException e) {
      model.close();
      throw new IllegalStateException(e);
    } finally {
      removeDirectory(model);
    }
  }

  /**
   * Calls once what the mathematics libraries choose their code for at first use. Nothing says that
   * they choose under a lock, and two tasks that begin a process together did once not compute the
   * same bits.
   */
  private static void useLibraries(NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = scope.ones(new Shape(4, 64, 64)).mul(0.37f);
      NDList results =
          new NDList(
              x.cos(),
              x.sin(),
              x.exp(),
              x.log(),
              x.pow(1.7f),
              x.sqrt(),
              x.tanh(),
              Activation.sigmoid(x),
              x.softmax(-1),
              x.logSoftmax(-1),
              x.matMul(x),
              x.get(0).matMul(x.get(1)));
      for (NDArray result : results) {
        result.toByteBuffer();
      }
    }
  }

  /** DJL makes an empty directory for each model; a process that is killed would leave it. */
  private static void removeDirectory(Model model) {
    try {
      if (model.getModelPath() != null) {
        Files.deleteIfExists(model.getModelPath());
      }
    } catch (IOException e) {
      // It is empty, and removed again when the process ends.
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
    return manager;
  }

  Block block() {
    return block;
  }

  ParameterStore noParameters() {
    return noParameters;
  }

  @Override
  public void close() {
    manager.close();
  }
}
