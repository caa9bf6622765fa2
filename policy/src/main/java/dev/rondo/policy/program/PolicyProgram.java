package dev.rondo.policy.program;

import dev.rondo.dataset.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The policy as text: TorchScript source in resource files, one per part, whose methods together
 * make one class. Immutable; a module adds its own parts with {@link #withPart}.
 */
public final class PolicyProgram {
  private static final List<String> STANDARD_PARTS =
      List.of(
          "header.py",
          "settings.py",
          "weights.py",
          "norm.py",
          "rope.py",
          "attention.py",
          "block.py",
          "trunk.py",
          "scorer.py",
          "fusion.py",
          "decoder.py",
          "sampler.py");
  private static final Pattern SOURCE_LINE =
      Pattern.compile("(?:code/)?__torch__\\.py\", line (\\d+)");

  private final List<Part> parts;

  private record Part(String name, String text, int lines) {}

  private PolicyProgram(List<Part> parts) {
    this.parts = parts;
  }

  /** The parts of this module: trunk, scorer and sampler. */
  public static PolicyProgram standard() {
    PolicyProgram program = new PolicyProgram(List.of());
    for (String name : STANDARD_PARTS) {
      program = program.withPart(PolicyProgram.class, name);
    }
    return program;
  }

  /**
   * This program and one part more.
   *
   * @param anchor class beside which the resource lies
   * @param resourceName file name of the part: methods, indented as the body of the class
   */
  public PolicyProgram withPart(Class<?> anchor, String resourceName) {
    String text;
    try (InputStream in = anchor.getResourceAsStream(resourceName)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "Cannot find program part: " + resourceName + " beside " + anchor.getName());
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!text.endsWith("\n")) {
      text += "\n";
    }
    List<Part> all = new ArrayList<>(parts);
    all.add(new Part(resourceName, text, (int) text.lines().count()));
    return new PolicyProgram(List.copyOf(all));
  }

  /** SHA-256 over the whole text, lower-case hex. */
  public String digest() {
    return Digests.sha256(text().getBytes(StandardCharsets.UTF_8));
  }

  /** The whole source. */
  String text() {
    return parts.stream().map(Part::text).collect(Collectors.joining());
  }

  /** The TorchScript archive, a stored zip that libtorch loads. */
  public byte[] archive() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("policy/data.pkl", Pickle.emptyModule("__torch__", "Policy"));
    files.put("policy/code/__torch__.py", text().getBytes(StandardCharsets.UTF_8));
    files.put("policy/constants.pkl", Pickle.emptyTuple());
    files.put("policy/version", "6\n".getBytes(StandardCharsets.US_ASCII));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        CRC32 crc = new CRC32();
        crc.update(file.getValue());
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTime(0);
        entry.setSize(file.getValue().length);
        entry.setCompressedSize(file.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The failure of a native call, told in resource files and their lines. */
  ProgramException explain(String what, RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    String place = "";
    Matcher matcher = SOURCE_LINE.matcher(message);
    while (matcher.find()) {
      place = location(Integer.parseInt(matcher.group(1)));
    }
    return new ProgramException(
        "Cannot " + what + (place.isEmpty() ? "" : " at " + place) + ": " + lastLine(message),
        failure);
  }

  /** Resource file and line, such as {@code trunk.py:7}, of a line of the whole text. */
  String location(int line) {
    int left = line;
    for (Part part : parts) {
      if (left <= part.lines()) {
        return part.name() + ":" + left;
      }
      left -= part.lines();
    }
    return "line " + line;
  }

  private static String lastLine(String message) {
    return message
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("RuntimeError:") || line.contains("Error:"))
        .reduce((first, second) -> second)
        .orElseGet(() -> message.lines().map(String::strip).findFirst().orElse(message));
  }
}
