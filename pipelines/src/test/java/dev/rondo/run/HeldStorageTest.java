package dev.rondo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.dataset.LocalStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldStorageTest {
  @Test
  void whoeverLostTheRunReadsAndChangesNothing(@TempDir Path folder) throws Exception {
    boolean[] isHeld = {true};
    HeldStorage storage =
        new HeldStorage(
            new LocalStorage(folder),
            () -> {
              if (!isHeld[0]) {
                throw new IOException("lost");
              }
            });
    byte[] bytes = "shard".getBytes(StandardCharsets.UTF_8);
    storage.putIfAbsent("rollouts/a", out -> out.write(bytes));
    isHeld[0] = false;
    for (ThrowingCallable change :
        new ThrowingCallable[] {
          () -> storage.putIfAbsent("rollouts/b", out -> out.write(bytes)),
          () -> storage.replace("rollouts/a", out -> out.write(0)),
          () -> storage.move("rollouts/a", "damaged/a"),
          () -> storage.moveInto("damaged", "rollouts/a"),
          () -> storage.delete("rollouts/a")
        }) {
      assertThatThrownBy(change).hasMessage("lost");
    }
    assertThat(storage.list("")).containsExactly("rollouts/a");
    assertThat(storage.read("rollouts/a")).isEqualTo(bytes);
  }
}
