package dev.rondo.policy.checkpoint;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.JsonFile;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields that make another model of a known type, and those of published files that do not. */
class ComputableModelTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "llama | auto_map | {'AutoModelForCausalLM':'modeling_x.X'} | none",
        "llama | architectures | ['LlamaForSequenceClassification'] | LlamaForCausalLM with",
        "qwen2 | architectures | ['Qwen2ForProcessRewardModel'] | Qwen2ForCausalLM with",
        "qwen2 | architectures | 'Qwen2ForCausalLM' | Qwen2ForCausalLM with",
        "qwen2 | is_causal | false | true",
        "llama | attn_logit_softcapping | 50.0 | 0",
        "llama | final_logit_softcapping | 30.0 | 0",
        "llama | embedding_multiplier | 12.0 | 1",
        "llama | attention_multiplier | 0.01 | none",
        "llama | residual_multiplier | 0.2 | 1",
        "llama | logits_scaling | 8.0 | 1",
        "llama | logit_scale | 0.0625 | 1",
        "llama | scale_emb | 12 | 1",
        "llama | qkv_bias | true | false",
        "qwen2 | qkv_bias | false | true",
        "llama | clip_qkv | 8.0 | 0",
        "llama | use_qk_norm | true | false",
        "qwen3 | use_qk_norm | 1 | true or false",
        "llama | no_rope_layers | [1,0] | 1 for each layer",
        "llama | num_local_experts | 8 | 0",
        "qwen3 | num_experts | 128 | 0",
        "llama | norm_type | 'layernorm' | rmsnorm",
        "llama | rotary_pct | 0.25 | 1",
        "llama | partial_rotary_factor | 'half' | 1",
        "llama | rope_interleaved | true | false",
        "llama | text_config | {'hidden_size':5} | none",
        "llama | compression_config | {'quant_method':'x'} | none",
        "qwen3 | layer_types | 'sliding_attention' | full_attention for each layer",
        "qwen3 | layer_types | ['full_attention'] | full_attention for each layer",
        "qwen3 | layer_types | ['full_attention',1] | full_attention for each layer",
        "mistral | sliding_window | '64' | null",
        "llama | hidden_act | null | silu",
        "llama | hidden_activation | 'gelu' | silu"
      })
  void aFieldThatMakesAnotherModelIsNamed(
      String family, String field, String value, String allowed) {
    String given = value.replace('\'', '"');
    assertThatThrownBy(() -> check(family, "'" + field + "':" + given))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot load config.json: " + field + ": ")
        .hasMessageContaining(given)
        .hasMessageContaining(" (allowed: " + allowed)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void whatPublishedFilesSayIsAccepted() {
    assertThatCode(
            () -> {
              check(
                  "qwen2",
                  "'architectures':['Qwen2ForCausalLM'],'attention_dropout':0.0,'hidden_act':"
                      + "'silu','max_window_layers':21,'sliding_window':16,'use_mrope':false,"
                      + "'use_sliding_window':false,'use_cache':true,'layer_types':"
                      + "['full_attention','full_attention']");
              check(
                  "qwen3",
                  "'architectures':['Qwen3ForCausalLM'],'attention_bias':false,'head_dim':128,"
                      + "'rope_scaling':null,'sliding_window':null,'use_sliding_window':false");
              check(
                  "llama",
                  "'architectures':['LlamaForCausalLM'],'attention_bias':false,'mlp_bias':false,"
                      + "'pretraining_tp':1,'is_llama_config':true,'rope_interleaved':false,"
                      + "'transformers.js_config':{'kv_cache_dtype':{'q4f16':'float16'}}");
              check("llama", "'architectures':['LLaMAForCausalLM'],'pretraining_tp':2");
              check("mistral", "'architectures':['MistralForCausalLM'],'sliding_window':null");
              check(
                  "llama",
                  "'auto_map':{},'architectures':null,'is_causal':true,'num_experts':0,"
                      + "'logit_scale':1.0,'final_logit_softcapping':null,'norm_type':'rms_norm',"
                      + "'no_rope_layers':[1,1],'quantization_config':null,"
                      + "'partial_rotary_factor':1.0,'qkv_bias':false,'layer_types':null");
            })
        .doesNotThrowAnyException();
  }

  private static void check(String family, String fields) throws IOException {
    String text = "{'num_hidden_layers':2,'max_position_embeddings':128," + fields + "}";
    byte[] json = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ComputableModel.check(
        new JsonFile(Path.of("config.json"), JsonFile.tree(json)),
        Architecture.named(family, "config.json"));
  }
}
