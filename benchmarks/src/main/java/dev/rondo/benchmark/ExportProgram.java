package dev.rondo.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.WeightSpec;
import dev.rondo.trainer.network.Learner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the policy program by itself, so that PyTorch can load it without the JVM. */
@Command(
    name = "program",
    mixinStandardHelpOptions = true,
    description =
        "Writes the policy program as a TorchScript archive, and what its calls take for a shape.")
final class ExportProgram implements Callable<Integer> {
  @Option(names = "--shape", required = true, description = "As in checkpoint.")
  private String shape;

  @Option(names = "--to", required = true, description = "Folder to write into.")
  private Path to;

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(to);
    Path file = to.resolve(ModelConfig.FILE_NAME);
    Files.write(file, Shape.named(shape).configJson(MakeCheckpoint.Dtype.bfloat16.name()));
    ModelConfig config = ModelConfig.read(file);
    Map<String, long[]> weights = new LinkedHashMap<>();
    for (WeightSpec weight : config.weights()) {
      weights.put(weight.name(), weight.dimensions());
    }
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("digest", Learner.program().digest());
    description.put("configuration", config.programVector());
    description.put("layers", config.layers());
    description.put("vocabulary", config.vocabularySize());
    description.put("weights", weights);
    new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValue(to.resolve("program.json").toFile(), description);
    Files.write(to.resolve("program.pt"), Learner.program().archive());
    return 0;
  }
}
