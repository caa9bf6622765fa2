// Memory that tensors freed: still with the process, until it is given back.
package dev.rondo.policy.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NativeHeapTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int TENSORS = 2_000;
  private static final int TENSOR_BYTES = 100_000;

  @Test
  void pagesBetweenWhatIsStillUsedGoBackToTheSystem() throws IOException {
    assumeTrue(Files.exists(STATUS) && Runtime.version().compareTo(version("17.0.9")) >= 0);
    try (NDManager manager = NDManager.newBaseManager();
        NDManager freed = manager.newSubManager()) {
      NDArray[] kept = new NDArray[TENSORS / 100];
      for (int k = 0; k < TENSORS; k++) {
        freed.zeros(new Shape(TENSOR_BYTES / 4), DataType.FLOAT32);
        if (k % 100 == 99) {
          kept[k / 100] = manager.ones(new Shape(1000), DataType.FLOAT32);
        }
      }
      long full = residentBytes();
      freed.close();
      NativeHeap.giveBack();
      assertThat(full - residentBytes()).isGreaterThan((long) TENSORS * TENSOR_BYTES * 3 / 4);
      for (NDArray array : kept) {
        assertThat(array.sum().getFloat()).isEqualTo(1000);
      }
    }
  }

  private static Runtime.Version version(String text) {
    return Runtime.Version.parse(text);
  }

  private static long residentBytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
