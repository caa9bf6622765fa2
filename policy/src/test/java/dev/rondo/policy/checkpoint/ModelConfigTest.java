package dev.rondo.policy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.JsonFile;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
  private static final ModelConfig CONFIG = ModelConfig.qwen2(40, 128, 256, 2, 4, 2, 32, 64);

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve(ModelConfig.FILE_NAME);
  }

  @Test
  void whatIsWrittenReadsBackEqual() throws IOException {
    Files.write(file, JsonFile.bytes(CONFIG.toJson(1, 0)));
    assertThat(ModelConfig.read(file)).isEqualTo(CONFIG);
  }

  @Test
  void absentFieldsFallBackAsInTransformers() throws IOException {
    Files.writeString(
        file,
        "{'model_type':'qwen2','vocab_size':9,'hidden_size':12,'intermediate_size':5,"
                .replace('\'', '"')
            + "'num_hidden_layers':1,'num_attention_heads':3,'max_position_embeddings':7,"
                .replace('\'', '"')
            + "'rms_norm_eps':1e-5}".replace('\'', '"'));
    ModelConfig config = ModelConfig.read(file);
    assertThat(config.headDimension()).isEqualTo(4);
    assertThat(config.keyValueHeads()).isEqualTo(3);
    assertThat(config.ropeTheta()).isEqualTo(10_000);
    assertThat(config.isTied()).isFalse();
  }

  @Test
  void ropeSettingsOfBothFormsHoldOrAreRefusedWhereTheyDisagree() throws IOException {
    String yarn = "{\"rope_type\": \"yarn\", \"factor\": 4.0}";
    ModelConfig older = rope(", \"rope_scaling\": " + yarn + ", \"rope_theta\": 1000000.0");
    assertThat(older.ropeScaling()).isInstanceOf(RopeScaling.Yarn.class);
    assertThat(
            rope(
                ", \"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 1000000.0},"
                    + " \"rope_scaling\": "
                    + yarn))
        .isEqualTo(older);
    assertThat(rope(", \"rope_parameters\": " + yarn.replace("}", ", \"rope_theta\": 1000000.0}")))
        .isEqualTo(older);
    assertThat(
            rope(
                ", \"rope_theta\": 1000000.0, \"rope_scaling\": "
                    + yarn
                    + ", \"rope_parameters\": "
                    + yarn))
        .isEqualTo(older);
    assertThat(rope(", \"rope_parameters\": {\"rope_theta\": 5000.0}").ropeTheta()).isEqualTo(5000);
    assertThatThrownBy(
            () ->
                rope(
                    ", \"rope_scaling\": "
                        + yarn
                        + ", \"rope_parameters\": {\"rope_type\": \"linear\", \"factor\": 4.0}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("rope_parameters", "linear", "the same as rope_scaling");
    assertThatThrownBy(
            () -> rope(", \"rope_theta\": 1e6, \"rope_parameters\": {\"rope_theta\": 10000.0}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("rope_theta", "10000.0");
  }

  @Test
  void ropeSettingsThatChangeNothingAreNotRefused() throws IOException {
    for (String nothing :
        List.of(
            "'rope_theta': null",
            "'rope_parameters': {}, 'rope_scaling': {'rope_type': null}",
            "'rope_parameters': {'rope_theta': null, 'partial_rotary_factor': 1.0}",
            "'rope_scaling': {'type': 'default', 'factor': null,"
                + " 'original_max_position_embeddings': 64}")) {
      assertThat(rope(", " + nothing.replace('\'', '"'))).isEqualTo(rope(""));
    }
    String linear = ", \"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 4.0";
    String yarn = linear.replace("linear", "yarn");
    assertThat(rope(linear + ", \"original_max_position_embeddings\": 64}"))
        .isEqualTo(rope(linear + "}"));
    assertThat(rope(yarn + ", \"truncate\": true, \"beta_slow\": null, \"low_freq_factor\": null}"))
        .isEqualTo(rope(yarn + "}"));
    assertRopeRefused(yarn + ", \"truncate\": false}", "rope_scaling.truncate: false");
    assertRopeRefused(
        ", \"rope_parameters\": {\"partial_rotary_factor\": 0.5}", "partial_rotary_factor");
    assertRopeRefused(", \"rope_parameters\": []", "rope_parameters: []");
    assertRopeRefused(", \"rope_parameters\": {\"factor\": 2}", "rope_parameters: {\"factor\":2}");
  }

  private void assertRopeRefused(String settings, String message) {
    assertThatThrownBy(() -> rope(settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  private ModelConfig rope(String settings) throws IOException {
    Files.writeString(
        file,
        "{\"model_type\": \"llama\", \"vocab_size\": 16, \"hidden_size\": 8,"
            + " \"intermediate_size\": 8, \"num_hidden_layers\": 1, \"num_attention_heads\": 2,"
            + " \"max_position_embeddings\": 64, \"rms_norm_eps\": 1e-6"
            + settings
            + "}");
    return ModelConfig.read(file);
  }

  @Test
  void theWeightsAreThoseOfTheCheckpointFormat() {
    assertThat(CONFIG.weights()).hasSize(1 + 2 * 12 + 1);
    assertThat(CONFIG.weights().get(2).name()).isEqualTo("model.layers.0.self_attn.q_proj.weight");
    assertThat(CONFIG.weights().get(2).dimensions()).containsExactly(128, 128);
    assertThat(CONFIG.weights().get(3).dimensions()).containsExactly(64, 128);
    assertThat(CONFIG.parameterCount()).isEqualTo(301_184);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "vocab_size | 0 | allowed: 1 to 16777216",
        "hidden_size | -3 | allowed: 1 to 1048576",
        "num_hidden_layers | 1000000000 | allowed: 1 to 1024",
        "hidden_size | 1.5 | allowed: a whole number",
        "num_hidden_layers | \"2\" | allowed: a whole number",
        "num_hidden_layers | 99999999999 | allowed: a whole number",
        "num_key_value_heads | 3 | allowed: a divisor of num_attention_heads = 4",
        "head_dim | 31 | allowed: an even number",
        "rms_norm_eps | 0 | allowed: above 0, below 1",
        "rms_norm_eps | true | allowed: a number",
        "rope_theta | 1 | allowed: above 1",
        "rope_scaling | {\"type\":\"dynamic\"} | allowed: a rope_type of default, linear, llama3,"
            + " yarn",
        "use_sliding_window | true | allowed: false",
        "tie_word_embeddings | 1 | allowed: true or false",
        "hidden_act | \"gelu\" | allowed: silu",
        "model_type | \"mamba\" | allowed: qwen2",
        "model_type | 7 | allowed: a text"
      })
  void aFieldThatCannotBeUsedIsNamedWithFileValueAndWhatIsAllowed(
      String field, String value, String allowed) throws IOException {
    var json = CONFIG.toJson(1, 0);
    json.remove(field);
    String text = new String(JsonFile.compactBytes(json), java.nio.charset.StandardCharsets.UTF_8);
    Files.writeString(file, "{\"" + field + "\":" + value + "," + text.substring(1));
    assertRefused(field + ": " + value.replaceAll("^\"([a-z]+)\"$", "$1"), allowed);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "mistral | \"sliding_window\":32 | sliding_window: 32 | allowed: null",
        "mistral | \"x\":0 | sliding_window: absent | allowed: null",
        "mistral | \"sliding_window\":null,\"mlp_bias\":true | mlp_bias: true | allowed: false",
        "llama | \"attention_bias\":true | attention_bias: true | allowed: false",
        "llama | \"attention_bias\":\"yes\" | attention_bias: \"yes\" | allowed: true or false",
        "llama | \"quantization_config\":{\"bits\":4} | quantization_config: {bits:4} | allowed:"
            + " none",
        "llama | \"quantization\":{\"bits\":4} | quantization: {bits:4} | allowed: none",
        "llama | \"partial_rotary_factor\":0.5 | partial_rotary_factor: 0.5 | allowed: 1",
        "qwen3 | \"layer_types\":[\"sliding_attention\"] | layer_types: [sliding_attention] |"
            + " allowed: full_attention",
        "qwen2 | \"rope_scaling\":{\"rope_type\":\"linear\"} | rope_scaling.factor | above 0",
        "llama | \"rope_scaling\":{\"rope_type\":\"linear\",\"factor\":0.5} |"
            + " rope_scaling.factor: 0.5 | allowed: 1 and above",
        "llama | \"rope_scaling\":{\"rope_type\":\"linear\",\"factor\":2,\"extra\":1} |"
            + " rope_scaling.extra: 1 | allowed: none of this name",
        "llama |"
            + " \"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,\"high_freq_factor\":1}"
            + " | rope_scaling.high_freq_factor: 1.0 | above low_freq_factor",
        "qwen2 | \"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":4,\"beta_fast\":1,"
            + "\"beta_slow\":2} | rope_scaling.beta_fast: 1.0 | above beta_slow",
        "llama | \"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":1,"
            + "\"high_freq_factor\":4,\"original_max_position_embeddings\":0.5} |"
            + " rope_scaling.original_max_position_embeddings: 0.5 | a whole number of tokens",
        "llama | \"rope_scaling\":{\"rope_type\":\"longrope\"} | longrope |"
            + " allowed: a rope_type of default, linear, llama3, yarn"
      })
  void whatAFamilyHasAndTheProgramDoesNotComputeIsRefused(
      String family, String fields, String what, String allowed) throws IOException {
    var json = CONFIG.toJson(1, 0);
    json.remove("rope_scaling");
    json.remove("architectures");
    json.put("model_type", family);
    String text = new String(JsonFile.compactBytes(json), java.nio.charset.StandardCharsets.UTF_8);
    Files.writeString(file, "{" + fields + "," + text.substring(1));
    assertRefused(what, allowed);
  }

  @Test
  void aMissingFieldIsNamed() throws IOException {
    var json = CONFIG.toJson(1, 0);
    json.remove("intermediate_size");
    Files.write(file, JsonFile.bytes(json));
    assertRefused("intermediate_size is missing", "");
  }

  @Test
  void aMissingFileAndOneThatIsNoJsonAreNamed() throws IOException {
    assertRefused("no such file", "");
    Files.writeString(file, "{");
    assertRefused("not JSON", "");
    Files.writeString(file, "[]");
    assertRefused("not a JSON object", "");
  }

  private void assertRefused(String what, String allowed) {
    assertThatThrownBy(() -> ModelConfig.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(file.toString(), allowed)
        .satisfies(
            e ->
                assertThat(e.getMessage().replace("\"", ""))
                    .contains(what.replace("\"", ""))
                    .doesNotContain("\n"));
  }
}
