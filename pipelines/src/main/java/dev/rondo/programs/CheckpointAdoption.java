package dev.rondo.programs;

import dev.rondo.policy.checkpoint.AdoptedCheckpoint;
import dev.rondo.policy.gguf.GgufCheckpoint;
import dev.rondo.policy.gguf.WeightType;
import dev.rondo.policy.text.PromptFormat;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes a policy of a downloaded checkpoint. Of a GGUF file it makes a checkpoint first.
 *
 * @param checkpoint folder of a Hugging Face checkpoint, or a GGUF file
 * @param weightType type of the weights that are made of a GGUF file, null for float32; a folder's
 *     weights are copied as they are
 * @param format how a problem becomes a prompt
 */
public record CheckpointAdoption(Path checkpoint, WeightType weightType, PromptFormat format) {

  /**
   * Checks the checkpoint and commits it as a policy.
   *
   * @throws InvalidInputException if it is none, or a type is given that nothing is made of
   */
  public void into(Path target) throws IOException {
    if (GgufCheckpoint.isGguf(checkpoint)) {
      WeightType type = weightType == null ? WeightType.FLOAT32 : weightType;
      GgufCheckpoint.adopt(checkpoint, type, format, target);
      return;
    }
    if (weightType != null) {
      throw new InvalidInputException(
          "Cannot use --dtype with --from: "
              + checkpoint
              + " (allowed: a GGUF file; a checkpoint's weights are copied as they are)");
    }
    AdoptedCheckpoint.adopt(checkpoint, format, target);
  }
}
