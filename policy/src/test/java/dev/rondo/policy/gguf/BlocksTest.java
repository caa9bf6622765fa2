package dev.rondo.policy.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every tensor type against the values that gguf-py makes of the same bytes, bit for bit. */
class BlocksTest {
  @Test
  void everyTypeIsDecodedToTheBitsOfGgufPy() throws IOException {
    Set<TensorType> seen = new TreeSet<>();
    JsonNode cases = new ObjectMapper().readTree(BlocksTest.class.getResource("blocks.json"));
    for (JsonNode test : cases) {
      TensorType type = TensorType.valueOf(test.path("type").asText());
      byte[] bytes = Base64.getDecoder().decode(test.path("bytes").asText());
      ByteBuffer expected =
          ByteBuffer.wrap(Base64.getDecoder().decode(test.path("bits").asText()))
              .order(ByteOrder.LITTLE_ENDIAN);
      int blocks = bytes.length / type.blockBytes();
      float[] values = new float[blocks * type.blockElements()];
      type.decode(bytes, blocks, values);
      assertThat(values.length).isEqualTo(expected.remaining() / 4).isGreaterThan(200);
      for (int i = 0; i < values.length; i++) {
        assertThat(Float.floatToRawIntBits(values[i]))
            .as("%s element %d: %s", type, i, values[i])
            .isEqualTo(expected.getInt(4 * i));
      }
      seen.add(type);
    }
    assertThat(seen).containsExactlyInAnyOrder(TensorType.values());
  }
}
