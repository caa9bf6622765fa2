package dev.rondo.policy.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A GGUF file of a model of one layer, part by part, so that a test can make any of them wrong. As
 * it comes it is sound.
 */
final class GgufBytes {
  static final int UINT32 = 4;
  static final int FLOAT32 = 6;
  static final int BOOL = 7;
  static final int STRING = 8;
  static final int ARRAY = 9;
  static final int UINT64 = 10;

  /** A tensor with its dimensions as the file has them, the nearest first. */
  record Tensor(String name, int type, long[] sizes, Long offset, byte[] bytes) {}

  int version = 3;
  Long tensorCount;
  Long keyCount;
  final Map<String, byte[]> values = new LinkedHashMap<>();
  final List<Tensor> tensors = new ArrayList<>();

  GgufBytes() {
    text("general.architecture", "llama");
    for (Object[] entry :
        new Object[][] {
          {"block_count", 1},
          {"context_length", 64},
          {"embedding_length", 32},
          {"feed_forward_length", 32},
          {"attention.head_count", 4},
          {"attention.head_count_kv", 2},
        }) {
      number("llama." + entry[0], (Integer) entry[1]);
    }
    value("llama.attention.layer_norm_rms_epsilon", FLOAT32, little(4).putFloat(1e-5f).array());
    text("tokenizer.ggml.model", "gpt2");
    text("tokenizer.ggml.pre", "gpt-2");
    texts("tokenizer.ggml.tokens", "<s>", "</s>", "a", "b", "ab", "c", "abc", "d");
    numbers("tokenizer.ggml.token_type", 3, 3, 1, 1, 1, 1, 1, 1);
    texts("tokenizer.ggml.merges", "a b", "ab c");
    number("tokenizer.ggml.bos_token_id", 0);
    number("tokenizer.ggml.eos_token_id", 1);
    tensor("token_embd.weight", 32, 8);
    tensor("blk.0.attn_norm.weight", 32);
    tensor("blk.0.attn_q.weight", 32, 32);
    tensor("blk.0.attn_k.weight", 32, 16);
    tensor("blk.0.attn_v.weight", 32, 16);
    tensor("blk.0.attn_output.weight", 32, 32);
    tensor("blk.0.ffn_norm.weight", 32);
    tensor("blk.0.ffn_gate.weight", 32, 32);
    tensor("blk.0.ffn_up.weight", 32, 32);
    tensor("blk.0.ffn_down.weight", 32, 32);
    tensor("output_norm.weight", 32);
  }

  GgufBytes text(String key, String text) {
    return value(key, STRING, string(text.getBytes(StandardCharsets.UTF_8)));
  }

  GgufBytes number(String key, int number) {
    return value(key, UINT32, little(4).putInt(number).array());
  }

  GgufBytes real(String key, float number) {
    return value(key, FLOAT32, little(4).putFloat(number).array());
  }

  GgufBytes texts(String key, String... texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(little(12).putInt(STRING).putLong(texts.length).array());
    for (String text : texts) {
      out.writeBytes(string(text.getBytes(StandardCharsets.UTF_8)));
    }
    return value(key, ARRAY, out.toByteArray());
  }

  GgufBytes numbers(String key, int... numbers) {
    ByteBuffer bytes = little(12 + 4 * numbers.length).putInt(UINT32).putLong(numbers.length);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    return value(key, ARRAY, bytes.array());
  }

  /** A value as it stands in the file, after its type. */
  GgufBytes value(String key, int type, byte[] bytes) {
    values.put(key, little(4 + bytes.length).putInt(type).put(bytes).array());
    return this;
  }

  GgufBytes without(String key) {
    values.remove(key);
    return this;
  }

  /** A tensor in Q8_0 where it has two dimensions, and else in F32. */
  GgufBytes tensor(String name, long... sizes) {
    if (sizes.length == 1) {
      ByteBuffer bytes = little((int) sizes[0] * 4);
      while (bytes.hasRemaining()) {
        bytes.putFloat(1);
      }
      tensors.add(new Tensor(name, 0, sizes, null, bytes.array()));
      return this;
    }
    ByteBuffer bytes = little((int) (sizes[0] * sizes[1] / 32 * 34));
    for (int i = 0; bytes.hasRemaining(); i++) {
      bytes.put((byte) (i % 34 == 1 ? 0x20 : i % 34 == 0 ? 0 : i * 37 + name.length()));
    }
    tensors.add(new Tensor(name, 8, sizes, null, bytes.array()));
    return this;
  }

  GgufBytes replace(String name, Tensor tensor) {
    tensors.replaceAll(other -> other.name().equals(name) ? tensor : other);
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(little(4).putInt(version).array());
    out.writeBytes(little(8).putLong(tensorCount == null ? tensors.size() : tensorCount).array());
    out.writeBytes(little(8).putLong(keyCount == null ? values.size() : keyCount).array());
    values.forEach(
        (key, value) -> {
          out.writeBytes(string(key.getBytes(StandardCharsets.UTF_8)));
          out.writeBytes(value);
        });
    long offset = 0;
    for (Tensor tensor : tensors) {
      out.writeBytes(string(tensor.name().getBytes(StandardCharsets.UTF_8)));
      ByteBuffer info = little(4 + 8 * tensor.sizes().length + 12);
      info.putInt(tensor.sizes().length);
      for (long size : tensor.sizes()) {
        info.putLong(size);
      }
      info.putInt(tensor.type()).putLong(tensor.offset() == null ? offset : tensor.offset());
      out.writeBytes(info.array());
      offset += (tensor.bytes().length + 31) / 32 * 32;
    }
    out.writeBytes(new byte[(32 - out.size() % 32) % 32]);
    for (Tensor tensor : tensors) {
      out.writeBytes(tensor.bytes());
      out.writeBytes(new byte[(32 - tensor.bytes().length % 32) % 32]);
    }
    return out.toByteArray();
  }

  static byte[] string(byte[] bytes) {
    return little(8 + bytes.length).putLong(bytes.length).put(bytes).array();
  }

  static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
