package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link Storage} must do; a test of an implementation extends it. */
public abstract class StorageContractTest {

  /** An empty storage, the same one for the whole of one test. */
  protected abstract Storage storage() throws IOException;

  @Test
  void whatWasPutIsThere() throws IOException {
    Storage storage = storage();

    assertThat(storage.putIfAbsent("a/b/c.txt", content("one"))).isEqualTo(Storage.Commit.CREATED);

    assertThat(storage.exists("a/b/c.txt")).isTrue();
    assertThat(storage.read("a/b/c.txt")).isEqualTo(bytes("one"));
    assertThat(Files.readAllBytes(storage.localFile("a/b/c.txt"))).isEqualTo(bytes("one"));
  }

  @Test
  void whatWasNotPutIsNotThere() throws IOException {
    Storage storage = storage();

    assertThat(storage.exists("a")).isFalse();
    assertThat(storage.list("")).isEmpty();
    assertThat(storage.list("a")).isEmpty();
    assertThatThrownBy(() -> storage.read("a")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> storage.localFile("a")).isInstanceOf(NoSuchFileException.class);
    storage.delete("a");
    storage.sweep("");
    storage.sweep("a");
  }

  @Test
  void aDirectoryIsNoFile() throws IOException {
    Storage storage = storage();
    storage.putIfAbsent("a/b", content("one"));

    assertThat(storage.exists("a")).isFalse();
    assertThatThrownBy(() -> storage.read("a"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a directory (allowed: a regular file)");
    assertThatThrownBy(() -> storage.putIfAbsent("a", content("two")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> storage.putIfAbsent("a/b/c", content("two")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a/b is a regular file (allowed: a directory)");
    assertThat(storage.list("")).containsExactly("a/b");
  }

  @Test
  void theNamesOfFilesThatAreWholeAreThere() throws IOException {
    Storage storage = storage();
    assertThat(storage.names("")).isEmpty();
    assertThat(storage.names("a/b")).isEmpty();
    storage.putIfAbsent("a/b/c.txt", content("one"));
    storage.putIfAbsent("a/b/e/f.txt", content("two"));
    storage.putIfAbsent("d.txt", content("three"));

    assertThat(storage.names("a/b")).contains("c.txt").doesNotContain("f.txt", "a", "d.txt");
    assertThat(storage.names("")).contains("d.txt").doesNotContain("c.txt");
    assertThat(storage.names("a/b/c.txt")).isEmpty();
    storage.putIfAbsent(
        "a/b/g.txt",
        out -> {
          assertThat(storage.names("a/b")).contains("c.txt").noneMatch(name -> name.contains("g"));
          out.write(bytes("four"));
        });
  }

  @Test
  void theSameBytesAgainAreSuccess() throws IOException {
    Storage storage = storage();
    storage.putIfAbsent("a", content("one"));

    assertThat(storage.putIfAbsent("a", content("one"))).isEqualTo(Storage.Commit.ALREADY_EQUAL);
    assertThat(storage.read("a")).isEqualTo(bytes("one"));
  }

  @Test
  void otherBytesAreAConflictAndChangeNothing() throws IOException {
    Storage storage = storage();
    storage.putIfAbsent("a", content("one"));

    for (String other : List.of("two", "on", "ones", "")) {
      assertThatThrownBy(() -> storage.putIfAbsent("a", content(other)))
          .as(other)
          .isInstanceOf(Storage.ConflictException.class)
          .hasMessageContaining("Cannot commit a: it exists with other bytes")
          .hasMessageContaining(Digests.sha256(bytes("one")))
          .hasMessageContaining(Digests.sha256(bytes(other)));
    }
    assertThat(storage.read("a")).isEqualTo(bytes("one"));
    assertThat(storage.list("")).containsExactly("a");
  }

  @Test
  void whatIsReplacedHasItsNewContentAlone() throws IOException {
    Storage storage = storage();
    storage.replace("a/b", content("one"));
    storage.replace("a/b", content("other"));

    assertThat(storage.read("a/b")).isEqualTo(bytes("other"));
    assertThat(storage.list("")).containsExactly("a/b");
  }

  @Test
  void whatIsMovedIsUnderItsNewNameAlone() throws IOException {
    Storage storage = storage();
    storage.putIfAbsent("a/b", content("one"));
    storage.putIfAbsent("a/c", content("two"));
    storage.move("a/b", "aside/a/b");

    assertThat(storage.list("")).containsExactly("a/c", "aside/a/b");
    assertThat(storage.read("aside/a/b")).isEqualTo(bytes("one"));
    assertThat(storage.putIfAbsent("a/b", content("new"))).isEqualTo(Storage.Commit.CREATED);
  }

  @Test
  void anEmptyFileIsAFile() throws IOException {
    Storage storage = storage();

    assertThat(storage.putIfAbsent("a", content(""))).isEqualTo(Storage.Commit.CREATED);
    assertThat(storage.putIfAbsent("a", content(""))).isEqualTo(Storage.Commit.ALREADY_EQUAL);
    assertThat(storage.read("a")).isEmpty();
  }

  @Test
  void contentThatFailsLeavesNothing() throws IOException {
    Storage storage = storage();

    assertThatThrownBy(
            () ->
                storage.putIfAbsent(
                    "a/b",
                    out -> {
                      out.write(bytes("half"));
                      out.flush();
                      throw new IOException("out of rows");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("out of rows");

    assertThat(storage.exists("a/b")).isFalse();
    assertThat(storage.list("")).isEmpty();
    assertThat(storage.putIfAbsent("a/b", content("whole"))).isEqualTo(Storage.Commit.CREATED);
  }

  @Test
  void contentMayCloseItsStreamAndWriteInPieces() throws IOException {
    Storage storage = storage();
    Storage.Content pieces =
        out -> {
          for (byte b : bytes("one")) {
            out.write(b);
          }
          out.close();
        };

    assertThat(storage.putIfAbsent("a", pieces)).isEqualTo(Storage.Commit.CREATED);
    assertThat(storage.putIfAbsent("a", pieces)).isEqualTo(Storage.Commit.ALREADY_EQUAL);
    assertThat(storage.read("a")).isEqualTo(bytes("one"));
  }

  @Test
  void listsAreSortedAndKeepToTheirDirectory() throws IOException {
    Storage storage = storage();
    for (String path : List.of("b/2", "b/10", "a", "b2/x", "b/c/d")) {
      storage.putIfAbsent(path, content(path));
    }

    assertThat(storage.list("")).containsExactly("a", "b/10", "b/2", "b/c/d", "b2/x");
    assertThat(storage.list("b")).containsExactly("b/10", "b/2", "b/c/d");
    assertThat(storage.list("c")).isEmpty();
  }

  @Test
  void aDeletedFileCanBePutAgain() throws IOException {
    Storage storage = storage();
    storage.putIfAbsent("a/b", content("one"));
    storage.delete("a/b");

    assertThat(storage.exists("a/b")).isFalse();
    assertThat(storage.putIfAbsent("a/b", content("two"))).isEqualTo(Storage.Commit.CREATED);
  }

  @Test
  void pathsThatLeaveTheRootOrHideAreRefused() throws IOException {
    Storage storage = storage();
    for (String path : List.of("", "/a", "../a", "a/../b", "a//b", "./a", ".a", "a/", "a\0b")) {
      assertThatThrownBy(() -> storage.putIfAbsent(path, content("x")))
          .as(path)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("allowed: relative");
      assertThatThrownBy(() -> storage.read(path)).isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void ofManyEqualWritersExactlyOneCreates() throws Exception {
    Storage storage = storage();
    for (int round = 0; round < 20; round++) {
      String path = "race/" + round;
      List<Object> outcomes =
          together(8, i -> storage.putIfAbsent(path, content("same".repeat(1000))));

      assertThat(outcomes).containsOnlyOnce(Storage.Commit.CREATED);
      assertThat(outcomes).allMatch(Storage.Commit.class::isInstance);
    }
  }

  @Test
  void ofManyDifferentWritersOneWinsAndTheOthersLearnOfIt() throws Exception {
    Storage storage = storage();
    for (int round = 0; round < 20; round++) {
      String path = "race/" + round;
      List<Object> outcomes =
          together(8, i -> storage.putIfAbsent(path, content(("writer " + i).repeat(1000))));

      assertThat(outcomes).containsOnlyOnce(Storage.Commit.CREATED);
      assertThat(outcomes).filteredOn(Storage.ConflictException.class::isInstance).hasSize(7);
      int winner = outcomes.indexOf(Storage.Commit.CREATED);
      assertThat(storage.read(path)).isEqualTo(bytes(("writer " + winner).repeat(1000)));
    }
  }

  @Test
  void readersSeeAFileWholeOrNotAtAll() throws Exception {
    Storage storage = storage();
    byte[] whole = new byte[1 << 20];
    Set<Integer> lengths = new TreeSet<>();
    List<Object> outcomes =
        together(
            2,
            i -> {
              if (i == 0) {
                return storage.putIfAbsent("a", out -> writeInPieces(out, whole));
              }
              while (!storage.exists("a")) {
                Thread.onSpinWait();
              }
              lengths.add(storage.read("a").length);
              return null;
            });

    assertThat(outcomes.get(0)).isEqualTo(Storage.Commit.CREATED);
    assertThat(lengths).containsExactly(whole.length);
  }

  @Test
  void aSweepDisturbsNoWriterAndNoFile() throws IOException {
    Storage storage = storage();
    storage.putIfAbsent("a", content("one"));

    Storage.Commit commit =
        storage.putIfAbsent(
            "b",
            out -> {
              out.write(bytes("tw"));
              out.flush();
              storage.sweep("");
              out.write(bytes("o"));
            });

    assertThat(commit).isEqualTo(Storage.Commit.CREATED);
    assertThat(storage.read("b")).isEqualTo(bytes("two"));
    assertThat(storage.list("")).containsExactly("a", "b");
  }

  private interface Act {
    Object act(int writer) throws Exception;
  }

  /** Outcomes of acts that start at once: what each returned, or the exception that it threw. */
  private static List<Object> together(int writers, Act act) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      CyclicBarrier start = new CyclicBarrier(writers);
      List<Future<Object>> futures = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int writer = i;
        Callable<Object> task =
            () -> {
              start.await();
              try {
                return act.act(writer);
              } catch (IOException e) {
                return e;
              }
            };
        futures.add(threads.submit(task));
      }
      List<Object> outcomes = new ArrayList<>();
      for (Future<Object> future : futures) {
        outcomes.add(future.get());
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void writeInPieces(java.io.OutputStream out, byte[] whole) throws IOException {
    int piece = 1 << 12;
    for (int at = 0; at < whole.length; at += piece) {
      out.write(whole, at, piece);
    }
  }

  /** Content of a text. */
  protected static Storage.Content content(String text) {
    return out -> out.write(bytes(text));
  }

  /** UTF-8 bytes of a text. */
  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
