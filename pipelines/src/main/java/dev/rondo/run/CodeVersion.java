package dev.rondo.run;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.policy.Policy;
import dev.rondo.trainer.TrainRound;
import dev.rondo.verify.Verifier;
import dev.rondo.worker.BuildDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Version of this program, and which build of it. What is sampled, judged or trained states both,
 * since two builds of one version may make other bytes; problems state the version alone, so that
 * every build that makes the same problems makes one dataset, on which its policies can be
 * compared.
 */
public final class CodeVersion {
  private static final int DIGITS = 12;

  private static final List<Class<?>> MODULES =
      List.of(
          DatasetManifest.class,
          Policy.class,
          Verifier.class,
          BuildDigest.class,
          TrainRound.class,
          CodeVersion.class);

  /** What people read and write; it decides no byte of a dataset. */
  private static final List<String> WORDS =
      List.of(
          "dev/rondo/cli/",
          "dev/rondo/config/presets/",
          "dev/rondo/examples/",
          "dev/rondo/report/");

  private static final class Holder {
    static final String CURRENT =
        version()
            + "+"
            + BuildDigest.of(MODULES, name -> WORDS.stream().noneMatch(name::startsWith))
                .substring(0, DIGITS);
  }

  private CodeVersion() {}

  /** Such as {@code 0.1.0}. */
  public static String version() {
    try (InputStream in = CodeVersion.class.getResourceAsStream("code-version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The version and the first digits of a digest of what decides bytes in this build, such as
   * {@code 0.1.0+3f2a9c0b1d4e}. The same sources make it the same with one compiler, wherever they
   * are started from.
   */
  public static String current() {
    return Holder.CURRENT;
  }

  /** What a dataset of a run states that this program makes. */
  static String of(String dataset) {
    return dataset.startsWith("problems/") ? version() : current();
  }

  /** What a person reads of a code version: without the build. */
  public static String inShort(String codeVersion) {
    return codeVersion.split("\\+", 2)[0];
  }
}
