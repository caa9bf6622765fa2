package dev.rondo.programs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verifiers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines in, lines out: order, rejected lines, and answers before the next line is waited for. */
class GradeStreamTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> complaints = new ArrayList<>();
  private GradeSummary summary;

  private static GradeStream stream() {
    return new GradeStream(Verifiers.named("exact"), Extraction.LADDER, "input");
  }

  private List<JsonNode> grade(byte[] input) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    summary = stream().run(new ByteArrayInputStream(input), out, complaints::add);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private List<JsonNode> grade(String input) throws IOException {
    return grade(input.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everyLineIsAnsweredInOrder() throws IOException {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      input.append(
          String.format(
              Locale.ROOT,
              "{\"id\":%d,\"gold\":\"%d\",\"pred\":\"\\\\boxed{%d}\"}%n",
              i,
              i % 7,
              i % 3));
    }

    List<JsonNode> lines = grade(input.toString());

    assertThat(lines).hasSize(5000);
    for (int i = 0; i < 5000; i++) {
      assertThat(lines.get(i).get("id").intValue()).isEqualTo(i);
      assertThat(lines.get(i).get("verdict").textValue())
          .isEqualTo(i % 7 == i % 3 ? "correct" : "incorrect");
    }
    assertThat(summary.lines()).isEqualTo(5000);
    assertThat(summary.rejected()).isZero();
  }

  @Test
  void aLineOfTheOutputHasTheDocumentedFields() throws IOException {
    JsonNode line = grade("{\"id\":\"a\",\"gold\":\"7\",\"pred\":\"\\\\boxed{7}\"}").get(0);

    assertThat(line.fieldNames())
        .toIterable()
        .containsExactly("id", "verdict", "reason", "rung", "extracted", "gold_form", "pred_form");
    assertThat(line.get("extracted").textValue()).isEqualTo("7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":1,\"gold\":\"7\" | not a JSON object",
        "[1, 2] | not a JSON object",
        "`` | not a JSON object",
        "{\"id\":1,\"gold\":\"7\"} | no field pred",
        "{\"gold\":\"7\",\"pred\":\"7\"} | no field id",
        "{\"id\":1,\"gold\":[7],\"pred\":\"7\"} | field gold: an object or a list (allowed: a"
            + " string",
        "{\"id\":1,\"gold\":\"7\",\"pred\":null} | field pred: null (allowed: a string or a"
            + " number)",
        "{\"id\":1,\"gold\":\"7\",\"pred\":\"7\",\"pred\":\"8\"} | field pred stands there twice",
        "{\"id\":1,\"gold\":\"7\",\"pred\":\"7\"} {} | more stands behind it",
        "{\"id\":1,\"gold\":\"7\",\"pred\":\"7\",\"verifier\":\"none\"} | verifier: none (allowed:"
            + " ",
        "{\"id\":1,\"gold\":\"7\",\"pred\":\"7\",\"extraction\":\"all\"} | extraction: all"
            + " (allowed: ",
      })
  void aLineThatCannotBeReadIsAnsweredWithTheReasonAndTheRestGoesOn(String bad, String reason)
      throws IOException {
    String good = "{\"id\":\"good\",\"gold\":\"7\",\"pred\":\"\\\\boxed{7}\"}\n";

    List<JsonNode> lines = grade(good + bad + "\n" + good);

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1).get("verdict").textValue()).isEqualTo("unknown");
    assertThat(lines.get(1).get("reason").textValue()).isEqualTo("rejected-line");
    assertThat(lines.get(1).get("error").textValue()).contains("input, line 2: ").contains(reason);
    assertThat(lines.get(2).get("verdict").textValue()).isEqualTo("correct");
    assertThat(summary.rejected()).isEqualTo(1);
    assertThat(complaints).singleElement().asString().contains("line 2");
  }

  @Test
  void bytesThatAreNotUtf8AreRejected() throws IOException {
    byte[] input = "{\"id\":1,\"gold\":\"?\",\"pred\":\"7\"}\n".getBytes(StandardCharsets.UTF_8);
    input[16] = (byte) 0xc3;

    assertThat(grade(input).get(0).get("error").textValue()).contains("not UTF-8 text");
  }

  @Test
  void halfOfASurrogatePairBreaksNothing() throws IOException {
    List<JsonNode> lines = grade("{\"id\":1,\"gold\":\"7\",\"pred\":\"\\\\boxed{\\ud83d}\"}\n");

    assertThat(lines.get(0).get("verdict").textValue()).isEqualTo("incorrect");
  }

  @Test
  void numbersKeepTheirDigits() throws IOException {
    String digits = "12345678901234567890123456789.50";

    JsonNode line =
        grade("{\"id\":1.0,\"gold\":%s,\"pred\":\"\\\\boxed{%s}\"}\n".formatted(digits, digits))
            .get(0);

    assertThat(line.get("verdict").textValue()).isEqualTo("correct");
    assertThat(line.get("id").asText()).isEqualTo("1.0");
  }

  @Test
  void carriageReturnsAndAMissingLastLineEndAreFine() throws IOException {
    String line = "{\"id\":1,\"gold\":\"7\",\"pred\":\"\\\\boxed{7}\"}";

    assertThat(grade(line + "\r\n" + line)).hasSize(2).allMatch(JsonNode::isObject);
    assertThat(summary.text()).startsWith("2 lines: 2 correct, 0 incorrect, 0 unknown, 0 rejected");
  }

  /** What an editor or a shell leaves there; in the middle a pair may have been lost. */
  @ParameterizedTest
  @ValueSource(strings = {"\n\n", "\n\r\n\n", "\n"})
  void emptyLinesAtTheEndAreNone(String end) throws IOException {
    String line = "{\"id\":1,\"gold\":\"7\",\"pred\":\"\\\\boxed{7}\"}";

    assertThat(grade(line + "\n\n" + line + end)).hasSize(3);
    assertThat(summary.lines()).isEqualTo(3);
    assertThat(complaints).singleElement().asString().contains("line 2");
    assertThat(grade(end)).isEmpty();
  }

  @Test
  void anInputOfEmptyLinesIsNotKept() throws IOException {
    assertThat(grade("\n".repeat(5000))).hasSizeBetween(3000, 4999);
  }

  @Test
  void aLineIsAnsweredBeforeTheNextOneComes() throws Exception {
    try (PipedOutputStream toStream = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(toStream, 1 << 16);
        PipedOutputStream out = new PipedOutputStream();
        PipedInputStream answers = new PipedInputStream(out, 1 << 16)) {
      CompletableFuture<GradeSummary> run =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return stream().run(in, out, complaints::add);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      LineReader reader = new LineReader(answers, 1 << 16);
      for (int i = 0; i < 3; i++) {
        String line =
            String.format(Locale.ROOT, "{\"id\":%d,\"gold\":\"7\",\"pred\":\"\\\\boxed{7}\"}\n", i);
        toStream.write(line.getBytes(StandardCharsets.UTF_8));
        toStream.flush();
        assertThat(new String(reader.next().bytes(), StandardCharsets.UTF_8))
            .startsWith("{\"id\":" + i + ",\"verdict\":\"correct\"");
      }
      toStream.close();
      assertThat(run.get(30, TimeUnit.SECONDS).lines()).isEqualTo(3);
    }
  }
}
