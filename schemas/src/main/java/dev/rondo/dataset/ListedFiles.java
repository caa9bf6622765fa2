package dev.rondo.dataset;

import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files of a committed directory by name, for readers who look for some that need not be there:
 * one that was put there later would decide what no digest tells.
 */
public final class ListedFiles {
  private ListedFiles() {}

  /**
   * Refuses a file of a committed directory that its manifest does not list. A directory without a
   * manifest of Rondo's, such as that of a download, is not held to one.
   *
   * @param names of the files that a reader looks for
   * @throws InvalidInputException naming the file
   */
  public static void require(Path directory, Collection<String> names) {
    Path manifest = directory.resolve(DatasetManifest.FILE_NAME);
    if (!Files.isRegularFile(manifest)) {
      return;
    }
    Set<String> listed;
    try {
      listed =
          ManifestJson.fromJson(RegularFiles.readDocument(manifest), manifest.toString())
              .files()
              .stream()
              .map(FileEntry::path)
              .collect(Collectors.toSet());
    } catch (InvalidInputException e) {
      return; // another program's; whoever needs ours refuses it
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String name : names) {
      Path file = directory.resolve(name);
      if (!listed.contains(name) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new InvalidInputException(
            "Cannot accept " + file + ": no manifest lists it (allowed: listed files)");
      }
    }
  }
}
