package dev.rondo.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.schema.FinishReason;
import dev.rondo.schema.Outcome;
import dev.rondo.schema.Problem;
import dev.rondo.schema.Property;
import dev.rondo.schema.Rollout;
import dev.rondo.schema.SampleRollouts;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.Test;

/** Rows in Parquet and their canonical digest. */
class RowsTest {

  @Test
  void rowsComeBackAsTheyWere() {
    Property.holds(
        100,
        draw -> {
          List<Rollout> rows = rollouts(draw, 0, 20);
          byte[] bytes = encode(rows);

          assertThat(Decoded.rows(bytes, "x", Rollout.class)).isEqualTo(rows);
        });
  }

  @Test
  void whatIsCountedOfRolloutsIsWhatTheirRowsSay() {
    Property.holds(
        100,
        draw -> {
          List<Rollout> rows = rollouts(draw, 0, 20);

          assertThat(Decoded.judged(encode(rows), "x", JudgedRows.withTexts()))
              .isEqualTo(rows.stream().map(row -> judged(row, true, true)).toList());
          assertThat(Decoded.judged(encode(rows), "x", JudgedRows.withAnswers()))
              .isEqualTo(rows.stream().map(row -> judged(row, true, false)).toList());
          assertThat(Decoded.judged(encode(rows), "x", JudgedRows.withoutTexts()))
              .isEqualTo(rows.stream().map(row -> judged(row, false, false)).toList());
          assertThat(Decoded.judged(encode(rows), "x", JudgedRows.verdicts()))
              .isEqualTo(rows.stream().map(row -> judged(row, false, false, 0)).toList());
        });
  }

  /** Each row group has dictionaries of its own; texts that are all different have none. */
  @Test
  void whatIsCountedOfManyRowGroupsIsWhatTheirRowsSay() {
    List<Rollout> rows = new ArrayList<>(SampleRollouts.groups(400, 13, 5));
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).setExtractedAnswer(i % 3 == 0 ? null : "x".repeat(500) + i);
    }

    assertThat(rows).hasSizeGreaterThan(2 * ParquetRows.ROW_GROUP_ROWS);
    assertThat(Decoded.judged(encode(rows), "x", JudgedRows.withTexts()))
        .isEqualTo(rows.stream().map(row -> judged(row, true, true)).toList());
  }

  private static JudgedRollout judged(Rollout row, boolean withAnswer, boolean withText) {
    return judged(row, withAnswer, withText, row.getResponseTokens().size());
  }

  private static JudgedRollout judged(
      Rollout row, boolean withAnswer, boolean withText, int responseTokens) {
    return new JudgedRollout(
        row.getProblemId(),
        row.getSampleIndex(),
        responseTokens,
        row.getFinishReason() == FinishReason.LENGTH,
        row.getVerdict(),
        row.getVerdictReason(),
        withAnswer ? row.getExtractedAnswer() : null,
        withText ? row.getResponseText() : null);
  }

  @Test
  void theDigestSurvivesTheFileAndTheKindOfRecord() {
    Property.holds(
        100,
        draw -> {
          List<Rollout> rows = rollouts(draw, 0, 20);
          byte[] bytes = encode(rows);
          String digest = RowDigest.of(Rollout.getClassSchema(), rows);
          List<IndexedRecord> generic = Decoded.genericRows(bytes, "x");

          assertThat(
                  RowDigest.of(Rollout.getClassSchema(), Decoded.rows(bytes, "x", Rollout.class)))
              .isEqualTo(digest);
          assertThat(RowDigest.of(Decoded.schema(bytes, "x"), generic)).isEqualTo(digest);
        });
  }

  @Test
  void rowsThatDifferHaveDigestsThatDiffer() {
    Property.holds(
        100,
        draw -> {
          List<Rollout> rows = rollouts(draw, 1, 5);
          List<Rollout> others = draw.oneOf(List.of(rollouts(draw, 0, 5), List.copyOf(rows)));
          assertThat(digest(rows).equals(digest(others))).isEqualTo(rows.equals(others));
          assertThat(digest(rows)).isNotEqualTo(digest(rows.subList(0, rows.size() - 1)));
        });
  }

  @Test
  void equalRowsHaveEqualBytes() {
    Property.holds(
        50,
        draw -> {
          List<Rollout> rows = rollouts(draw, 0, 20);
          List<Rollout> copies = rows.stream().map(row -> Rollout.newBuilder(row).build()).toList();

          assertThat(encode(copies)).isEqualTo(encode(rows));
        });
  }

  @Test
  void aLargeShardHasTheSameBytesEachTime() {
    List<Rollout> rows = SampleRollouts.groups(1500, 4, 9);

    assertThat(Digests.sha256(encode(rows)))
        .isEqualTo(Digests.sha256(encode(SampleRollouts.groups(1500, 4, 9))));
  }

  /**
   * Golden bytes of a file. An upgrade of the Parquet, Avro or ZSTD library may change them, and
   * shows here: datasets of one round must then not come from both, and CHANGELOG.md says so.
   */
  @Test
  void theBytesOfAFileAreThoseOfThisVersionOfTheLibraries() {
    assertThat(Digests.sha256(encode(SampleRollouts.groups(3, 4, 1))))
        .isEqualTo("e6d2310d2ca41865b6c9421a170f7931f69abe3469eed7e1e0a79a6166a085bf");
    assertThat(Digests.sha256(encode(SampleRollouts.groups(1500, 4, 9))))
        .isEqualTo("cb5a6b49495d7f06e0bd54aa126bc13aa34fc811d056cc0f2889c055f111fa69");
  }

  /** Golden values: no upgrade of a library may change them, only another version of the format. */
  @Test
  void theRowDigestIsTheOneOfVersionTwo() {
    assertThat(digest(SampleRollouts.groups(3, 4, 1)))
        .isEqualTo("9193edb38e053e8b88795708570703f107c66407389496c103f446c0dbd936e7");
    assertThat(RowDigest.of(Problem.getClassSchema(), SampleRollouts.problems(5)))
        .isEqualTo("24649179500ffb9e5b224be4a1c3b692fef47bffdef373a2008e95505e9ed887");
  }

  /** The encoding written out by hand, as SPEC.md defines it. */
  @Test
  void theDigestIsThatOfTheEncodingInTheSpecification() throws IOException {
    Problem problem = new Problem("id", "1+1=", "2", "arithmetic", "caf\u00e9", null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes); // big-endian
    out.write("rondo-rows-1\n".getBytes(StandardCharsets.US_ASCII));
    text(out, SchemaNormalization.toParsingForm(Problem.getClassSchema()));
    out.writeByte(1);
    for (String field : List.of("id", "1+1=", "2", "arithmetic", "caf\u00e9")) {
      text(out, field);
    }
    out.writeByte(0); // solution is null
    out.writeByte(0); // no more rows

    assertThat(RowDigest.of(Problem.getClassSchema(), List.of(problem)))
        .isEqualTo(Digests.sha256(bytes.toByteArray()));
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] encode(List<Rollout> rows) {
    return Encoded.rows(
        Rollout.getClassSchema(), rows, DatasetStore.lineageMetadata(SampleLineage.round(1, 4)));
  }

  private static String digest(List<Rollout> rows) {
    return RowDigest.of(Rollout.getClassSchema(), rows);
  }

  /** Rows of any content that the schema can hold, whether or not the invariants do. */
  private static List<Rollout> rollouts(Property.Draw rows, int least, int most) {
    return rows.list(
        least,
        most,
        draw -> {
          String id = encodable(draw.text(8));
          int index = (int) draw.any();
          return new Rollout(
              id,
              index,
              draw.list(0, 6, token -> (int) token.any()),
              draw.list(0, 6, token -> (int) token.any()),
              draw.list(0, 6, Property.Draw::finite),
              draw.maybe(() -> draw.list(0, 6, Property.Draw::finite)),
              index % 2 == 0 ? FinishReason.STOP : FinishReason.LENGTH,
              id + "!",
              draw.maybe(() -> encodable(draw.text(8))),
              index > 0 ? Outcome.CORRECT : Outcome.UNKNOWN,
              "equal",
              draw.maybe(draw::finite),
              draw.maybe(() -> index),
              draw.maybe(() -> id));
        });
  }

  /** Lone surrogates have no UTF-8. */
  private static String encodable(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
