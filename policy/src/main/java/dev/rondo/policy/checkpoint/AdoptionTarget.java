package dev.rondo.policy.checkpoint;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.FileEntry;
import dev.rondo.dataset.ManifestJson;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.schema.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory that an adoption goes into: new, empty, or what is there of the same adoption. It
 * is looked at before anything is written, and never changed here.
 */
final class AdoptionTarget {
  private static final String SAME =
      "a new or empty directory, or the same checkpoint and prompt again";

  private final Path directory;
  private final List<String> names;

  private AdoptionTarget(Path directory, List<String> names) {
    this.directory = directory;
    this.names = names;
  }

  /**
   * Looks at the directory.
   *
   * @param expected names of the files that the policy will have, its manifest left out
   * @throws InvalidInputException if it holds anything else, or is none
   */
  static AdoptionTarget of(Path directory, Set<String> expected) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return new AdoptionTarget(directory, List.of());
    }
    if (!Files.isDirectory(directory)) {
      throw refused(directory, "it is " + RegularFiles.kind(directory), SAME);
    }
    AdoptionTarget target = new AdoptionTarget(directory, names(directory));
    for (String name : target.names) {
      if (!expected.contains(name) && !name.equals(DatasetManifest.FILE_NAME)) {
        throw refused(directory, "it holds " + name, SAME);
      }
    }
    return target;
  }

  /** Whether a file of that name is there. */
  boolean has(String name) {
    return names.contains(name);
  }

  /** Whether nothing is there that could differ. */
  boolean isEmpty() {
    return names.isEmpty();
  }

  /**
   * Refuses a target without room.
   *
   * @param directory on the disk that is written to; may be there or not
   * @param bytes still to be written
   */
  static void requireSpace(Path target, Path directory, long bytes) {
    File disk = existing(directory).toFile();
    long freeBytes = disk.getUsableSpace();
    // A disk that says it has no size at all says nothing of its room.
    if (disk.getTotalSpace() > 0 && freeBytes < bytes) {
      throw refused(
          target,
          gigabytes(freeBytes) + " are free on the disk",
          gigabytes(bytes) + " for the weights, and some for the rest");
    }
  }

  /** Whether two directories, which may be there or not, are on one disk. */
  static boolean isOneDisk(Path a, Path b) throws IOException {
    String device = "unix:dev";
    return Files.getAttribute(existing(a), device).equals(Files.getAttribute(existing(b), device));
  }

  private static Path existing(Path directory) {
    Path there = directory.toAbsolutePath().normalize();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    return there;
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }

  /** Refuses a file that is there with other bytes. */
  void requireSame(FileEntry file) throws IOException {
    Path there = directory.resolve(file.path());
    boolean isSame =
        !names.contains(file.path())
            || Files.isRegularFile(there)
                && Files.size(there) == file.bytes()
                && Digests.sha256(there).equals(file.sha256());
    if (!isSame) {
      throw refused(directory, "it holds another " + file.path(), SAME);
    }
  }

  /** Refuses a policy that is committed there with another manifest. */
  void requireSame(DatasetManifest manifest) throws IOException {
    Path there = directory.resolve(DatasetManifest.FILE_NAME);
    if (names.contains(DatasetManifest.FILE_NAME)
        && !Arrays.equals(RegularFiles.readDocument(there), ManifestJson.toJson(manifest))) {
      throw refused(directory, "it holds a policy of another checkpoint or prompt", SAME);
    }
  }

  static InvalidInputException refused(Path target, String fault, String allowed) {
    return new InvalidInputException(
        "Cannot adopt into " + target + ": " + fault + " (allowed: " + allowed + ")");
  }

  /** What lies there, sorted, but for what a writer that was killed left half-written. */
  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".tmp"))
          .sorted()
          .toList();
    }
  }
}
