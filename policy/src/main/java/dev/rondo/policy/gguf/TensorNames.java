package dev.rondo.policy.gguf;

import java.util.Map;

/** What the tensors of Hugging Face checkpoints are called in a GGUF file. */
final class TensorNames {
  static final String EMBEDDING = "token_embd.weight";
  static final String HEAD = "output.weight";
  static final String ROPE_FACTORS = "rope_freqs.weight";

  private static final Map<String, String> OUTSIDE =
      Map.of(
          "model.embed_tokens.weight", EMBEDDING,
          "model.norm.weight", "output_norm.weight",
          "lm_head.weight", HEAD);
  private static final Map<String, String> IN_LAYER =
      Map.ofEntries(
          Map.entry("input_layernorm", "attn_norm"),
          Map.entry("self_attn.q_proj", "attn_q"),
          Map.entry("self_attn.k_proj", "attn_k"),
          Map.entry("self_attn.v_proj", "attn_v"),
          Map.entry("self_attn.o_proj", "attn_output"),
          Map.entry("self_attn.q_norm", "attn_q_norm"),
          Map.entry("self_attn.k_norm", "attn_k_norm"),
          Map.entry("post_attention_layernorm", "ffn_norm"),
          Map.entry("mlp.gate_proj", "ffn_gate"),
          Map.entry("mlp.up_proj", "ffn_up"),
          Map.entry("mlp.down_proj", "ffn_down"));
  private static final String LAYERS = "model.layers.";

  private TensorNames() {}

  /** The name of a weight in a GGUF file. */
  static String of(String name) {
    if (!name.startsWith(LAYERS)) {
      return OUTSIDE.get(name);
    }
    int afterNumber = name.indexOf('.', LAYERS.length());
    int beforeKind = name.lastIndexOf('.');
    String number = name.substring(LAYERS.length(), afterNumber);
    String part = IN_LAYER.get(name.substring(afterNumber + 1, beforeKind));
    return "blk." + number + "." + part + name.substring(beforeKind);
  }

  /** Whether the rows of a weight are queries or keys of heads. */
  static boolean isRotated(String name) {
    return name.contains(".attn_q.") || name.contains(".attn_k.");
  }
}
