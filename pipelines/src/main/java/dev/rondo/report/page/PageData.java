package dev.rondo.report.page;

import dev.rondo.report.facts.SampleRollout;
import dev.rondo.report.facts.SampleRollout.Piece;
import dev.rondo.schema.VisibleText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Function;

/**
 * The numbers of charts and the sampled rollouts as JSON, for the page's script. Numbers have seven
 * significant digits. The JSON is safe inside a script element: no less-than sign stands in it.
 */
final class PageData {
  private static final MathContext DIGITS = new MathContext(7);
  private static final int MOST_SAMPLE_CHARACTERS = 2_000_000;
  private static final int BYTES_OF_A_PIECE = 9;

  /** Characters of a prompt, a reference or what was taken as the answer, at most. */
  private static final int MOST_OF_OTHER_TEXT = 4_000;

  private final StringBuilder json = new StringBuilder();

  private PageData() {}

  /** The charts of a page, in their order. */
  static String charts(List<Chart> charts) {
    PageData data = new PageData();
    data.list(charts, data::chart);
    return data.json.toString();
  }

  /**
   * The samples of a page. Long responses are cut, and say so, where all would be too much; prompts
   * and answers in any case.
   */
  static String samples(List<SampleRollout> samples) {
    PageData data = new PageData();
    int most = fittingLength(samples);
    data.list(samples, sample -> data.sample(sample, most));
    return data.json.toString();
  }

  private void chart(Chart chart) {
    SortedSet<Double> xs = chart.xs();
    json.append("{\"id\":").append(string(chart.id()));
    json.append(",\"axis\":\"").append(chart.axis().name().toLowerCase(Locale.ROOT));
    json.append("\",\"unit\":").append(string(chart.unit().name()));
    json.append(",\"share\":").append(chart.unit().isShare());
    json.append(",\"zero\":").append(chart.unit().startsAtZero());
    json.append(",\"marks\":").append(chart.markedRounds().toString().replace(" ", ""));
    json.append(",\"x\":");
    list(new ArrayList<>(xs), this::number);
    json.append(",\"lines\":");
    list(chart.lines(), line -> line(line, xs));
    json.append("}\n");
  }

  private void line(Chart.Line line, SortedSet<Double> xs) {
    Map<Double, Chart.Point> byX = new HashMap<>();
    line.points().forEach(point -> byX.put(point.x(), point));
    json.append("{\"name\":").append(string(line.name()));
    json.append(",\"role\":\"").append(line.role().name().toLowerCase(Locale.ROOT));
    json.append("\",\"smooth\":").append(line.isSmoothed()).append(",\"y\":");
    values(xs, byX, Chart.Point::y);
    if (line.points().stream().anyMatch(point -> point.low() != null)) {
      json.append(",\"low\":");
      values(xs, byX, Chart.Point::low);
      json.append(",\"high\":");
      values(xs, byX, Chart.Point::high);
    }
    json.append('}');
  }

  private void values(
      SortedSet<Double> xs, Map<Double, Chart.Point> byX, Function<Chart.Point, Double> value) {
    list(
        new ArrayList<>(xs),
        x -> {
          Chart.Point point = byX.get(x);
          number(point == null ? null : value.apply(point));
        });
  }

  private void sample(SampleRollout sample, int most) {
    String text = VisibleText.lines(sample.response().text());
    int end = end(text, most);
    json.append("{\"round\":").append(sample.round());
    json.append(",\"problem\":").append(string(sample.problem().id()));
    json.append(",\"prompt\":").append(cut(sample.problem().prompt(), MOST_OF_OTHER_TEXT));
    json.append(",\"answer\":").append(cut(sample.problem().answer(), MOST_OF_OTHER_TEXT));
    json.append(",\"sample\":").append(sample.sampleIndex());
    json.append(",\"tokens\":").append(sample.response().tokens());
    json.append(",\"truncated\":").append(sample.response().isTruncated());
    json.append(",\"verdict\":").append(string(sample.judgement().verdict()));
    json.append(",\"reason\":").append(string(sample.judgement().reason()));
    json.append(",\"extracted\":")
        .append(cut(sample.judgement().extracted(), Math.min(most, MOST_OF_OTHER_TEXT)));
    json.append(",\"text\":").append(string(text.substring(0, end)));
    json.append(",\"left\":").append(text.length() - end);
    List<Integer> lengths = new ArrayList<>();
    List<Double> logprobs = new ArrayList<>();
    int at = 0;
    for (Piece piece : sample.response().pieces()) {
      int length = VisibleText.lines(piece.text()).length();
      at += length;
      if (at > end) {
        break;
      }
      lengths.add(length);
      logprobs.add(piece.logprob());
    }
    json.append(",\"pieces\":");
    list(lengths, json::append);
    json.append(",\"logprobs\":");
    list(logprobs, logprob -> json.append(hundredths(logprob)));
    json.append("}\n");
  }

  /** A log-probability with two digits after the point. */
  private static String hundredths(double logprob) {
    String text = String.format(Locale.ROOT, "%.2f", logprob);
    return text.equals("-0.00") || text.equals("0.00") ? "0" : text;
  }

  /** The length that responses are cut at, so that all samples fit the page. */
  private static int fittingLength(List<SampleRollout> samples) {
    int most = 1 << 20;
    while (most > 64 && size(samples, most) > MOST_SAMPLE_CHARACTERS) {
      most /= 2;
    }
    return most;
  }

  private static long size(List<SampleRollout> samples, int most) {
    long size = 0;
    for (SampleRollout sample : samples) {
      int length = sample.response().text().length();
      int kept = Math.min(length, most);
      size += 400 + 2L * kept;
      size +=
          (long) BYTES_OF_A_PIECE * sample.response().pieces().size() * kept / Math.max(1, length);
    }
    return size;
  }

  /** Where to cut: never in the middle of a character. */
  private static int end(String text, int most) {
    if (text.length() <= most) {
      return text.length();
    }
    return Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
  }

  private <T> void list(List<T> items, java.util.function.Consumer<? super T> write) {
    json.append('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        json.append(',');
      }
      write.accept(items.get(i));
    }
    json.append(']');
  }

  private void number(Double value) {
    json.append(value == null || !Double.isFinite(value) ? "null" : rounded(value));
  }

  /** A finite number with seven significant digits at most. */
  static String rounded(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return Long.toString((long) value);
    }
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString();
  }

  /** A text of so many characters at most, and how many more there were; null stays null. */
  private static String cut(String text, int most) {
    if (text == null) {
      return "null";
    }
    String visible = VisibleText.lines(text);
    int end = end(visible, most);
    return end == visible.length()
        ? string(visible)
        : string(visible.substring(0, end) + " … (" + (visible.length() - end) + " more)");
  }

  private static String string(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ' || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
            json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
