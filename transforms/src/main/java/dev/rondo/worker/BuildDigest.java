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
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Which build of some modules a process runs: a digest of their classes and resources, the same
 * from a jar and from a folder. Driver and workers compare that of the modules that decide what a
 * job makes ({@link WorkFn}), since a cluster keeps the jars that it was started with.
 */
public final class BuildDigest {
  private static final String OURS = "dev/rondo/";
  private static final List<Class<?>> MODULES =
      List.of(DatasetManifest.class, Policy.class, Verifier.class, BuildDigest.class);

  private static final class Holder {
    static final String CURRENT = of(MODULES, name -> true);
  }

  private BuildDigest() {}

  /** That of this process, of the modules that a worker needs; computed once. */
  public static String current() {
    return Holder.CURRENT;
  }

  /**
   * Refuses to work for a driver of another build.
   *
   * @param driver that of the driver; null if it says none
   * @throws InvalidInputException if this process has another one
   */
  public static void requireSame(String driver) {
    if (!current().equals(driver)) {
      throw new InvalidInputException(
          "Cannot work for a driver of build "
              + (driver == null ? "unknown" : driver.substring(0, 12))
              + ": this cluster runs build "
              + current().substring(0, 12)
              + " (allowed: the same jars in the lib folder of every process; start the cluster"
              + " anew)");
    }
  }

  /**
   * The digest of some modules.
   *
   * @param modules a class of each
   * @param isPart which of the names below {@code dev/rondo/} count, such as {@code
   *     dev/rondo/policy/Policy.class}
   */
  public static String of(List<Class<?>> modules, Predicate<String> isPart) {
    List<Path> places = new ArrayList<>();
    try {
      for (Class<?> module : modules) {
        places.add(Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI()));
      }
      return ofPlaces(places, isPart);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The digest of jars and folders. Checksums of a jar's entries stand in its directory, so that
   * none of them is read.
   */
  static String ofPlaces(List<Path> places, Predicate<String> isPart) throws IOException {
    SortedMap<String, String> checksums = new TreeMap<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        ofFolder(place, checksums);
      } else {
        ofJar(place, checksums);
      }
    }
    StringBuilder text = new StringBuilder();
    checksums.forEach(
        (name, checksum) -> {
          if (name.startsWith(OURS) && isPart.test(name)) {
            text.append(checksum).append(' ').append(name).append('\n');
          }
        });
    return Digests.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void ofJar(Path jar, SortedMap<String, String> checksums) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      file.stream()
          .filter(entry -> !entry.isDirectory())
          .forEach(entry -> checksums.put(entry.getName(), text(entry.getCrc(), entry.getSize())));
    }
  }

  private static void ofFolder(Path folder, SortedMap<String, String> checksums)
      throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        checksums.put(
            folder.relativize(file).toString().replace('\\', '/'),
            text(checksum.getValue(), bytes.length));
      }
    }
  }

  private static String text(long checksum, long bytes) {
    return Long.toHexString(checksum) + " " + bytes;
  }
}
