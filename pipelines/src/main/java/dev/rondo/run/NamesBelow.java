package dev.rondo.run;

import dev.rondo.dataset.LocalStorage;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names of what lies below a folder of a run, whatever it is: a file, a link that leads nowhere, a
 * directory that has the name of a file (right below the folder there are directories only,
 * whatever they are called). Nothing is opened and nothing refused, so that one thing that is none
 * of a dataset's keeps nobody from the others. Temporary files are left out.
 */
final class NamesBelow {
  private static final Pattern FILE = Pattern.compile(".*\\.(json|jsonl|parq|parquet|safetensors)");

  private NamesBelow() {}

  /**
   * Paths relative to the root, sorted.
   *
   * @param folder in the root; none has no names
   */
  static List<String> of(Path root, String folder) throws IOException {
    List<String> names = new ArrayList<>();
    Path start = root.resolve(folder);
    if (!Files.exists(start, LinkOption.NOFOLLOW_LINKS)) {
      return names;
    }
    Files.walkFileTree(
        start,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            boolean isNamedAsFile =
                !start.equals(path.getParent())
                    && FILE.matcher(path.getFileName().toString()).matches();
            return isNamedAsFile
                ? add(path, FileVisitResult.SKIP_SUBTREE)
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            return LocalStorage.isTemporary(path)
                ? FileVisitResult.CONTINUE
                : add(path, FileVisitResult.CONTINUE);
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException e) {
            return e instanceof NoSuchFileException
                ? FileVisitResult.CONTINUE
                : add(path, FileVisitResult.CONTINUE);
          }

          private FileVisitResult add(Path path, FileVisitResult result) {
            names.add(root.relativize(path).toString().replace('\\', '/'));
            return result;
          }
        });
    Collections.sort(names);
    return names;
  }
}
