// What the trainer keeps of adapters: their frozen weights are their base's, and nowhere else.
package dev.rondo.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.FileEntry;
import dev.rondo.policy.checkpoint.ModelConfig;
import dev.rondo.policy.checkpoint.Safetensors;
import dev.rondo.policy.checkpoint.WeightSpec;
import dev.rondo.policy.program.ComputeType;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.trainer.network.Adapters;
import dev.rondo.trainer.network.LoraSettings;
import dev.rondo.trainer.network.MemorySettings;
import dev.rondo.trainer.state.TrainerState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterStateTest {
  private static final LoraSettings LORA =
      new LoraSettings(4, 8, List.of("q_proj", "v_proj", "up_proj"), 7);

  @TempDir private Path directory;

  @Test
  void aRoundOfAdaptersKeepsThemTheirMomentsAndCountersAlone() throws Exception {
    TinyRun run = afterOneRound("run");
    assertThat(run.digests("policies/round-000001/trainer").keySet())
        .containsExactly("moments.safetensors", "state.json");
    assertThat(TrainerState.read(policy(run, 1)).parents()).containsKey(TrainerState.BASE_ROLE);
  }

  /** Training of all weights, and of adapters against a reference, begin with the same numbers. */
  @Test
  void theBaseWithItsAdaptersIsWhatStatesOfBeforeHadInFull() throws Exception {
    for (boolean trainsAdapters : List.of(false, true)) {
      TinyRun now = afterOneRound("now-" + trainsAdapters);
      TinyRun before = afterOneRound("before-" + trainsAdapters);
      giveStateOfBefore(before);
      for (TinyRun run : List.of(now, before)) {
        TrainSettings settings = settings(run, trainsAdapters);
        run.sample(2);
        TrainRound.run(run.round(2, settings, TrainProgress.SILENT));
        if (trainsAdapters) {
          run.referenceRound = 1;
          run.sample(3);
          TrainRound.run(run.round(3, settings, TrainProgress.SILENT));
        }
      }
      int last = trainsAdapters ? 3 : 2;
      for (String file : List.of("model.safetensors", TrainerState.MOMENTS_PATH)) {
        assertThat(policy(now, last).resolve(file))
            .hasSameBinaryContentAs(policy(before, last).resolve(file));
      }
    }
  }

  @Test
  void aBaseThatIsGoneOrAnotherOneIsNamed() throws Exception {
    TinyRun run = afterOneRound("run");
    run.sample(2);
    Path base = policy(run, 0);
    Path manifest = base.resolve(DatasetManifest.FILE_NAME);
    byte[] bytes = Files.readAllBytes(manifest);
    String digest = new DatasetStore(run.storage, TinyRun.policyDirectory(0)).manifestDigest();
    Files.delete(manifest);
    for (boolean trainsAdapters : List.of(true, false)) {
      assertThatThrownBy(() -> train(run, trainsAdapters))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "Cannot train with the adapters of policies/round-000001: base policies/round-000000"
                  + " that is not there (allowed: "
                  + digest
                  + ", in a folder above the policy, the rollouts or the target)");
    }
    Files.write(manifest, bytes);
    Files.delete(base.resolve("model.safetensors"));
    assertThatThrownBy(() -> train(run, true)).hasMessageContaining("model.safetensors");
  }

  @Test
  void aConfigurationThatTrainingDidNotWriteIsNamed() throws Exception {
    Path file = directory.resolve(Adapters.CONFIG_PATH);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"lora_alpha\": 8, \"target_modules\": [\"q_proj\"]}");
    assertThatThrownBy(() -> Adapters.merge(directory, null, null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Cannot load "
                + file
                + ": r, lora_alpha, target_modules: , 8, [q_proj] (allowed: adapters that training"
                + " wrote)");
  }

  private static void train(TinyRun run, boolean trainsAdapters) throws IOException {
    TrainRound.run(run.round(2, settings(run, trainsAdapters), TrainProgress.SILENT));
  }

  private TinyRun afterOneRound(String name) throws IOException {
    TinyRun run = new TinyRun(directory.resolve(name), 5);
    run.publishedType = "bfloat16";
    run.writeProblems();
    WarmStart.run(run.warmStart(20, TrainProgress.SILENT));
    run.sample(1);
    TrainRound.run(run.round(1, settings(run, true), TrainProgress.SILENT));
    return run;
  }

  private static Path policy(TinyRun run, int round) {
    return run.directory.resolve(TinyRun.policyDirectory(round));
  }

  private static TrainSettings settings(TinyRun run, boolean trainsAdapters) {
    TrainSettings settings = run.settings();
    return new TrainSettings(
        settings.objective(),
        settings.optimizer(),
        settings.schedule(),
        settings.shardsPerUpdate(),
        settings.clipNorm(),
        new MemorySettings(
            1024, false, ComputeType.FLOAT32, ComputeType.FLOAT32, trainsAdapters ? LORA : null, 1),
        settings.resetOptimizer(),
        settings.unknownReward(),
        settings.nonFiniteLimit(),
        settings.heldOutGroups(),
        settings.labelBeta(),
        settings.critic(),
        List.of(),
        settings.allowTruncatedSampling(),
        settings.use());
  }

  /** Turns the first round's policy into one of format version 2: with all weights in float32. */
  private static void giveStateOfBefore(TinyRun run) throws IOException {
    Path policy = policy(run, 1);
    List<Safetensors.Tensor> merged = new ArrayList<>();
    try (Safetensors base = Safetensors.open(policy(run, 0).resolve("model.safetensors"));
        Safetensors adapters = Safetensors.open(policy.resolve(Adapters.WEIGHTS_PATH))) {
      for (WeightSpec weight : ModelConfig.read(policy.resolve("config.json")).weights()) {
        merged.add(merged(weight, base, adapters));
      }
    }
    Path state = policy.resolve(TrainerState.PATH);
    String json = Files.readString(state).replace("-version\": 3", "-version\": 2");
    Files.delete(state);
    DatasetStore store = new DatasetStore(run.storage, TinyRun.policyDirectory(1));
    DatasetManifest manifest = store.committedManifest();
    Files.delete(policy.resolve(DatasetManifest.FILE_NAME));
    List<FileEntry> files = new ArrayList<>(manifest.files());
    files.removeIf(file -> file.path().equals(TrainerState.PATH));
    files.add(
        store.writeFile(
            TrainerState.PATH, out -> out.write(json.getBytes(StandardCharsets.UTF_8))));
    files.add(
        store.writeFile(
            TrainerState.WEIGHTS_PATH, out -> Safetensors.write(out, new TreeMap<>(), merged)));
    store.commit(manifest.kind(), files, manifest.counts(), manifest.lineage());
  }

  /** base + alpha / rank B A, in Java; the sum over the rank as the program has it. */
  private static Safetensors.Tensor merged(
      WeightSpec weight, Safetensors base, Safetensors adapters) {
    ByteBuffer from = base.bytes(weight.name()).order(ByteOrder.LITTLE_ENDIAN);
    int elements = Math.toIntExact(weight.elements());
    ByteBuffer bytes = ByteBuffer.allocate(4 * elements).order(ByteOrder.LITTLE_ENDIAN);
    String module = "base_model.model." + weight.name().replace(".weight", "");
    boolean isAdapted = adapters.entries().containsKey(module + ".lora_A.weight");
    FloatBuffer a = isAdapted ? floats(adapters, module + ".lora_A.weight") : null;
    FloatBuffer b = isAdapted ? floats(adapters, module + ".lora_B.weight") : null;
    int in = weight.shape().get(weight.shape().size() - 1).intValue();
    for (int k = 0; k < elements; k++) {
      float value = Float.intBitsToFloat(from.getShort() << 16);
      if (isAdapted) {
        float product = 0;
        for (int r = 0; r < LORA.rank(); r++) {
          product = Math.fma(b.get(k / in * LORA.rank() + r), a.get(r * in + k % in), product);
        }
        value += (float) LORA.scale() * product;
      }
      bytes.putFloat(value);
    }
    return new Safetensors.Tensor(
        weight.name(), Safetensors.ElementType.F32, weight.dimensions(), bytes.flip());
  }

  private static FloatBuffer floats(Safetensors file, String name) {
    return file.bytes(name).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
