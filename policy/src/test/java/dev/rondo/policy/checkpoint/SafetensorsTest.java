package dev.rondo.policy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.policy.checkpoint.Safetensors.ElementType;
import dev.rondo.policy.checkpoint.Safetensors.Tensor;
import dev.rondo.schema.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("model.safetensors");
  }

  @Test
  void everyTensorComesBackWithTypeShapeAndBytes() throws IOException {
    Random random = new Random(3);
    List<Tensor> tensors = new ArrayList<>();
    long[][] shapes = {{}, {0}, {3}, {2, 5}, {1, 2, 3}, {2, 0, 4}};
    for (ElementType type : ElementType.values()) {
      for (long[] shape : shapes) {
        int elements = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        byte[] bytes = new byte[elements * type.bytes()];
        random.nextBytes(bytes);
        String name = type + Arrays.toString(shape);
        tensors.add(new Tensor(name, type, shape, ByteBuffer.wrap(bytes)));
      }
    }
    TreeMap<String, String> metadata = new TreeMap<>(Map.of("format", "pt", "note", "ä \"x\""));
    Files.write(file, bytes(metadata, tensors));
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.metadata()).isEqualTo(metadata);
      assertThat(read.entries().keySet())
          .containsExactlyElementsOf(tensors.stream().map(Tensor::name).toList());
      for (Tensor tensor : tensors) {
        Safetensors.Entry entry = read.require(tensor.name(), tensor.shape());
        assertThat(entry.type()).isEqualTo(tensor.type());
        assertThat(read.bytes(tensor.name())).isEqualTo(TensorBytes.of(tensor));
      }
    }
  }

  @Test
  void tensorsStartOnAnEightByteBoundary() throws IOException {
    byte[] bytes = bytes(new TreeMap<>(), List.of(tensor("x", 1, 2)));
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "an offset outside the file | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,80]}}"
            + " | tensor a: data_offsets",
        "a negative offset | {'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}"
            + " | tensor a: data_offsets",
        "offsets in the wrong order | {'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}"
            + " | tensor a: data_offsets",
        "a shape that needs other bytes | {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}"
            + " | tensor a: data_offsets: [0,8] (allowed: 12 bytes",
        "a negative size | {'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}"
            + " | tensor a: shape",
        "a fractional size | {'a':{'dtype':'F32','shape':[2.5],'data_offsets':[0,8]}}"
            + " | tensor a: shape",
        "a shape whose product overflows |"
            + " {'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,0]}}"
            + " | tensor a: shape",
        "an unknown type | {'a':{'dtype':'F4','shape':[2],'data_offsets':[0,8]}}"
            + " | tensor a: dtype: \"F4\" (allowed: F32, F16, BF16 of weights that are not",
        "overlapping tensors |"
            + " {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}"
            + " | tensor b: data_offsets begin",
        "a gap | {'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}"
            + " | tensor a: data_offsets begin",
        "bytes that no tensor owns | {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}"
            + " | bytes:",
        "a tensor named twice | {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | not JSON",
        "no offsets | {'a':{'dtype':'F32','shape':[2]}} | tensor a: data_offsets",
        "an entry that is no object | {'a':7} | tensor a: entry",
        "a header that is no object | [1] | not a JSON object",
        "a header that is no JSON | {'a' | not JSON",
        "metadata that are no texts | {'__metadata__':{'a':1}} | __metadata__"
      })
  void aDamagedHeaderIsRefusedInOneLine(String what, String header, String message)
      throws IOException {
    Files.write(file, raw(header.replace('\'', '"'), new byte[8]));
    assertRefused(message);
  }

  @Test
  void aHeaderLengthBeyondTheFileIsRefusedWithoutAllocatingIt() throws IOException {
    for (long length : new long[] {0, 1, 100, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      ByteBuffer bytes = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(length);
      Files.write(file, bytes.array());
      assertRefused("header bytes: " + Long.toUnsignedString(length));
    }
  }

  @Test
  void everyLengthButThatOfTheHeaderIsRefused() throws IOException {
    byte[] whole = bytes(new TreeMap<>(), List.of(tensor("x", 1, 2, 3)));
    ByteBuffer buffer = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    long header = buffer.getLong(0);
    long rest = whole.length - 8;
    for (long length :
        new long[] {
          0,
          1,
          rest + 1,
          (1L << 31) - 1,
          1L << 31,
          (1L << 32) - 1,
          1L << 32,
          (1L << 32) + header,
          -header
        }) {
      buffer.putLong(0, length);
      Files.write(file, whole);
      assertRefused(
          "header bytes: " + Long.toUnsignedString(length) + " (allowed: 2 to " + rest + ")");
    }
    for (long length : new long[] {2, header / 2, header + 1, rest - 1, rest}) {
      buffer.putLong(0, length);
      Files.write(file, whole);
      assertRefused("not JSON");
    }
    buffer.putLong(0, header);
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertRefused("bytes: " + (whole.length + 1) + " (allowed: " + whole.length + ")");
    Files.write(file, whole);
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.entries()).containsOnlyKeys("x");
    }
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    byte[] whole = bytes(new TreeMap<>(), List.of(tensor("x", 1, 2, 3)));
    int data = whole.length - 12;
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(
          length < 8
              ? "bytes: " + length + " (allowed: 8 and above)"
              : length < data
                  ? "header bytes: " + (data - 8)
                  : "data_offsets: [0,12] (allowed: within the file's 0 to " + (length - data));
    }
  }

  @Test
  void anyByteOfTheHeaderMayBeWrongWithoutACrash() throws IOException {
    byte[] whole = bytes(new TreeMap<>(), List.of(tensor("x", 1, 2, 3), tensor("y", 4)));
    Random random = new Random(8);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length - 16)] = (byte) random.nextInt(256);
      Files.write(file, damaged);
      try (Safetensors read = Safetensors.open(file)) {
        read.entries().keySet().forEach(read::bytes);
      } catch (InvalidInputException e) {
        assertThat(e).hasMessageStartingWith("Cannot read " + file);
      }
    }
  }

  @Test
  void aMissingTensorAndAWrongShapeAreNamed() throws IOException {
    Files.write(file, bytes(new TreeMap<>(), List.of(tensor("x", 1, 2))));
    try (Safetensors read = Safetensors.open(file)) {
      assertThatThrownBy(() -> read.require("y", 2))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("Cannot read " + file + ": tensor y is missing");
      assertThatThrownBy(() -> read.require("x", 1, 2))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("Cannot read " + file + ": tensor x: shape: [2] (allowed: [1, 2])");
    }
  }

  @Test
  void aMissingFileIsNamed() {
    assertRefused("no such file");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Cannot read " + file)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  private static Tensor tensor(String name, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new Tensor(name, ElementType.F32, new long[] {values.length}, bytes);
  }

  private static byte[] bytes(TreeMap<String, String> metadata, List<Tensor> tensors) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Safetensors.write(out, metadata, tensors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] raw(String header, byte[] data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).put(data);
    return bytes.array();
  }
}
