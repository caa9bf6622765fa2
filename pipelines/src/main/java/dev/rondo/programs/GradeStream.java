package dev.rondo.programs;

import dev.rondo.verify.Extraction;
import dev.rondo.verify.Verdict;
import dev.rondo.verify.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Judges a stream of pairs: JSON Lines in ({@code id}, {@code gold}, {@code pred}, and if wanted
 * {@code verifier} and {@code extraction}), one line out per line in, same order.
 *
 * <p>Lines that are there already are judged together on all cores; where the input pauses,
 * everything read so far is answered and flushed before the next line is waited for. Only empty
 * lines wait: they are answered, as lines that cannot be read, once another line follows, and not
 * at all where the input ends with them. Immutable.
 */
public final class GradeStream {
  /** Longest line that is read, in bytes. */
  static final int MOST_LINE_BYTES = 64 << 20;

  private static final int MOST_BATCH_LINES = 1024;
  private static final int MOST_BATCH_BYTES = 8 << 20;

  private final Verifier verifier;
  private final Extraction extraction;
  private final String source;

  /**
   * @param verifier for lines that name none
   * @param extraction for lines that name none
   * @param source what messages call the input
   */
  public GradeStream(Verifier verifier, Extraction extraction, String source) {
    this.verifier = verifier;
    this.extraction = extraction;
    this.source = source;
  }

  /**
   * One pair, as a line of the output with {@code "id":null} and without its end.
   *
   * @param gold the reference answer
   * @param pred the response
   */
  public String grade(String gold, String pred) {
    Verdict verdict = verifier.verify(gold, pred, extraction);
    return new GradeResult(null, verdict, null).toJson();
  }

  /**
   * Judges every line until the input ends.
   *
   * @param complaints told, in order, why a line was rejected
   * @throws IOException if reading or writing fails
   */
  public GradeSummary run(InputStream in, OutputStream out, Consumer<String> complaints)
      throws IOException {
    GradeSummary summary = new GradeSummary();
    LineReader reader = new LineReader(in, MOST_LINE_BYTES);
    List<LineReader.Line> batch = new ArrayList<>();
    for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
      long bytes = line.bytes().length;
      batch.add(line);
      while (batch.size() < MOST_BATCH_LINES && bytes < MOST_BATCH_BYTES && reader.isNextThere()) {
        LineReader.Line further = reader.next();
        bytes += further.bytes().length;
        batch.add(further);
      }
      List<LineReader.Line> answered = batch.subList(0, withoutEmptyEnd(batch));
      write(judge(answered, summary.lines() + 1), out, summary, complaints);
      answered.clear();
    }
    out.flush();
    return summary;
  }

  /** How many lines there are before empty ones; all, where so many are empty that none is kept. */
  private static int withoutEmptyEnd(List<LineReader.Line> batch) {
    int count = batch.size();
    while (count > 0 && isEmpty(batch.get(count - 1))) {
      count--;
    }
    return batch.size() - count < MOST_BATCH_LINES ? count : batch.size();
  }

  private static boolean isEmpty(LineReader.Line line) {
    return !line.isTooLong() && line.bytes().length == 0;
  }

  private List<GradeResult> judge(List<LineReader.Line> batch, long firstLine) {
    IntStream indices = IntStream.range(0, batch.size());
    return (batch.size() > 1 ? indices.parallel() : indices)
        .mapToObj(i -> judge(batch.get(i), firstLine + i))
        .toList();
  }

  private GradeResult judge(LineReader.Line line, long number) {
    if (line.isTooLong()) {
      return rejected(null, number, "longer than " + MOST_LINE_BYTES + " bytes");
    }
    try {
      return GradeResult.of(GradeRequest.parse(line.bytes(), verifier, extraction));
    } catch (GradeRequest.Refused e) {
      return rejected(e.id(), number, e.getMessage());
    }
  }

  private GradeResult rejected(String id, long number, String reason) {
    return new GradeResult(id, null, "Cannot grade " + source + ", line " + number + ": " + reason);
  }

  private static void write(
      List<GradeResult> results,
      OutputStream out,
      GradeSummary summary,
      Consumer<String> complaints)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (GradeResult result : results) {
      text.append(result.toJson()).append('\n');
      summary.add(result);
      if (!result.isJudged()) {
        complaints.accept(result.error());
      }
    }
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
