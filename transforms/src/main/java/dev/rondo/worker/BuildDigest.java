package dev.rondo.worker;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.Digests;
import dev.rondo.policy.Policy;
import dev.rondo.schema.InvalidInputException;
import dev.rondo.verify.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Which build of the modules that decide a dataset's bytes a process runs: a digest of their
 * classes, the same from a jar and from a folder. Driver and workers compare it, since a cluster
 * keeps the jars that it was started with.
 */
public final class BuildDigest {
  private static final String OURS = "dev/rondo/";
  private static final String CLASS = ".class";
  private static final List<Class<?>> MODULES =
      List.of(DatasetManifest.class, Policy.class, Verifier.class, BuildDigest.class);

  private static final class Holder {
    static final String CURRENT = compute();
  }

  private BuildDigest() {}

  /** That of this process; computed once. */
  public static String current() {
    return Holder.CURRENT;
  }

  /**
   * Refuses to work for a driver of another build.
   *
   * @param driver that of the driver
   * @throws InvalidInputException if this process has another one
   */
  public static void requireSame(String driver) {
    if (!current().equals(driver)) {
      throw new InvalidInputException(
          "Cannot work for a driver of build "
              + driver.substring(0, 12)
              + ": this cluster runs build "
              + current().substring(0, 12)
              + " (allowed: the same jars in the lib folder of every process; start the cluster"
              + " anew)");
    }
  }

  private static String compute() {
    SortedMap<String, Long> checksums = new TreeMap<>();
    try {
      for (Class<?> module : MODULES) {
        Path code = Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(code)) {
          ofFolder(code, checksums);
        } else {
          ofJar(code, checksums);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    StringBuilder text = new StringBuilder();
    checksums.forEach(
        (name, checksum) -> text.append(String.format(Locale.ROOT, "%08x %s\n", checksum, name)));
    return Digests.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void ofJar(Path jar, SortedMap<String, Long> checksums) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      file.stream()
          .filter(entry -> isOurs(entry.getName()))
          .forEach((JarEntry entry) -> checksums.put(entry.getName(), entry.getCrc()));
    }
  }

  private static void ofFolder(Path folder, SortedMap<String, Long> checksums) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (isOurs(name)) {
          CRC32 checksum = new CRC32();
          checksum.update(Files.readAllBytes(file));
          checksums.put(name, checksum.getValue());
        }
      }
    }
  }

  private static boolean isOurs(String name) {
    return name.startsWith(OURS) && name.endsWith(CLASS);
  }
}
