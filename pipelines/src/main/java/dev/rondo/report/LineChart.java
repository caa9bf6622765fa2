package dev.rondo.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A small line chart as inline SVG: axes with round ticks, lines with optional interval bands, a
 * legend, and the values on hover. Same input, same bytes. Colours come from the page's style
 * sheet, so that one chart reads on light and dark.
 */
final class LineChart {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 300;
  private static final int LEFT = 66;
  private static final int RIGHT = 16;
  private static final int TOP = 34;
  private static final int BOTTOM = 44;
  private static final int HOVER_POINTS = 160;

  /**
   * One line.
   *
   * @param name legend
   * @param style colour: {@code base}, {@code after}, {@code control} or {@code faint}
   * @param points (x, y) or (x, y, low, high), in order of x
   */
  record Series(String name, String style, List<double[]> points) {}

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final List<Series> series = new ArrayList<>();
  private boolean isLogarithmicX;
  private boolean isPercent;
  private boolean startsAtZero;

  LineChart(String title, String xLabel, String yLabel) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
  }

  /** Base-2 logarithmic x axis, with a tick at each power of two. */
  LineChart logarithmicX() {
    isLogarithmicX = true;
    return this;
  }

  /** Values are shares 0 .. 1, shown as 0 to 100 %. */
  LineChart percent() {
    isPercent = true;
    return this;
  }

  /** The y axis begins at 0. */
  LineChart fromZero() {
    startsAtZero = true;
    return this;
  }

  LineChart add(Series line) {
    if (!line.points().isEmpty()) {
      series.add(line);
    }
    return this;
  }

  /** Whether there is nothing to draw. */
  boolean isEmpty() {
    return series.isEmpty();
  }

  String toSvg() {
    double xMin = Double.POSITIVE_INFINITY;
    double xMax = Double.NEGATIVE_INFINITY;
    double yMin = startsAtZero || isPercent ? 0 : Double.POSITIVE_INFINITY;
    double yMax = Double.NEGATIVE_INFINITY;
    for (Series line : series) {
      for (double[] point : line.points()) {
        xMin = Math.min(xMin, x(point[0]));
        xMax = Math.max(xMax, x(point[0]));
        yMin = Math.min(yMin, point.length > 2 ? point[2] : point[1]);
        yMax = Math.max(yMax, point.length > 2 ? point[3] : point[1]);
      }
    }
    double step = isPercent && yMax > 0.8 ? 0.25 : niceStep((yMax - yMin) / 4);
    double bottom = Math.floor(yMin / step + 1e-9) * step;
    double top = Math.ceil(yMax / step - 1e-9) * step;
    if (top <= bottom) {
      top = bottom + step;
    }
    if (isPercent) {
      top = Math.min(1, top);
    }
    if (xMax <= xMin) {
      xMax = xMin + 1;
    }
    Frame frame = new Frame(xMin, xMax, bottom, top);
    StringBuilder svg = new StringBuilder();
    svg.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT);
    svg.append("\" role=\"img\" aria-label=\"").append(Html.escape(title)).append("\">\n");
    text(svg, "chart-title", 8, 18, "start", title);
    yAxis(svg, frame, step);
    xAxis(svg, frame);
    for (Series line : series) {
      band(svg, frame, line);
    }
    for (Series line : series) {
      line(svg, frame, line);
    }
    legend(svg);
    return svg.append("</svg>\n").toString();
  }

  private record Frame(double xMin, double xMax, double yMin, double yMax) {
    double pixelX(double value) {
      return LEFT + (value - xMin) / (xMax - xMin) * (WIDTH - LEFT - RIGHT);
    }

    double pixelY(double value) {
      return HEIGHT - BOTTOM - (value - yMin) / (yMax - yMin) * (HEIGHT - TOP - BOTTOM);
    }
  }

  private double x(double value) {
    return isLogarithmicX ? Math.log(value) / Math.log(2) : value;
  }

  private void yAxis(StringBuilder svg, Frame frame, double step) {
    int ticks = (int) Math.round((frame.yMax() - frame.yMin()) / step);
    for (int i = 0; i <= ticks; i++) {
      double value = frame.yMin() + i * step;
      double y = frame.pixelY(value);
      svg.append("<line class=\"grid\" x1=\"").append(LEFT).append("\" x2=\"");
      svg.append(WIDTH - RIGHT).append("\" y1=\"").append(pixel(y));
      svg.append("\" y2=\"").append(pixel(y)).append("\"/>\n");
      text(svg, "tick", LEFT - 6, y + 4, "end", value(value, step));
    }
    svg.append("<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(13 ");
    svg.append((HEIGHT - BOTTOM + TOP) / 2).append(") rotate(-90)\">");
    svg.append(Html.escape(yLabel)).append("</text>\n");
  }

  private void xAxis(StringBuilder svg, Frame frame) {
    double step = isLogarithmicX ? 1 : Math.max(1, niceStep((frame.xMax() - frame.xMin()) / 6));
    for (double value = Math.ceil(frame.xMin() / step) * step;
        value <= frame.xMax() + 1e-9;
        value += step) {
      String label =
          isLogarithmicX ? Long.toString(Math.round(Math.pow(2, value))) : Html.number(value, 0);
      text(svg, "tick", frame.pixelX(value), HEIGHT - BOTTOM + 16, "middle", label);
    }
    text(svg, "axis", (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", xLabel);
  }

  private void band(StringBuilder svg, Frame frame, Series line) {
    if (line.points().get(0).length < 4 || line.points().size() < 2) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (double[] point : line.points()) {
      corner(path, frame, point[0], point[3]);
    }
    for (int i = line.points().size() - 1; i >= 0; i--) {
      corner(path, frame, line.points().get(i)[0], line.points().get(i)[2]);
    }
    svg.append("<path class=\"band ").append(line.style()).append("\" d=\"");
    svg.append(path).append("Z\"/>\n");
  }

  private void line(StringBuilder svg, Frame frame, Series line) {
    StringBuilder path = new StringBuilder();
    for (double[] point : line.points()) {
      corner(path, frame, point[0], point[1]);
    }
    svg.append("<path class=\"line ").append(line.style()).append("\" d=\"").append(path);
    svg.append("\"/>\n");
    if (line.style().equals("faint") || line.points().size() > HOVER_POINTS) {
      return;
    }
    boolean isSparse = line.points().size() <= 12;
    for (double[] point : line.points()) {
      svg.append("<circle class=\"").append(isSparse ? "dot " : "hover ").append(line.style());
      svg.append("\" cx=\"").append(pixel(frame.pixelX(x(point[0]))));
      svg.append("\" cy=\"").append(pixel(frame.pixelY(point[1])));
      svg.append("\" r=\"").append(isSparse ? 3 : 6).append("\"><title>");
      svg.append(Html.escape(line.name())).append(", ").append(Html.escape(xLabel)).append(' ');
      svg.append(Html.number(point[0], 0)).append(": ").append(value(point[1], 0));
      if (point.length > 2) {
        svg.append(" (").append(value(point[2], 0)).append(" to ");
        svg.append(value(point[3], 0)).append(')');
      }
      svg.append("</title></circle>\n");
    }
  }

  private void corner(StringBuilder path, Frame frame, double x, double y) {
    path.append(path.length() == 0 ? 'M' : 'L');
    path.append(pixel(frame.pixelX(x(x)))).append(' ');
    path.append(pixel(frame.pixelY(Math.max(frame.yMin(), Math.min(frame.yMax(), y)))));
  }

  private void legend(StringBuilder svg) {
    double x = WIDTH - RIGHT;
    for (int i = series.size() - 1; i >= 0; i--) {
      Series line = series.get(i);
      x -= line.name().length() * 6.2 + 26;
      svg.append("<line class=\"line ").append(line.style()).append("\" x1=\"").append(pixel(x));
      svg.append("\" x2=\"").append(pixel(x + 14)).append("\" y1=\"14\" y2=\"14\"/>\n");
      text(svg, "tick", x + 19, 18, "start", line.name());
    }
  }

  /** A value as the axis shows it (with a step) or with more digits (step 0). */
  private String value(double value, double step) {
    if (isPercent) {
      return Html.number(100 * value, step == 0 || step < 0.01 ? 1 : 0) + " %";
    }
    if (step == 0) {
      return Html.significant(value);
    }
    int digits = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
    return digits > 5 ? String.format(Locale.ROOT, "%.1e", value) : Html.number(value, digits);
  }

  private static double niceStep(double rough) {
    if (!(rough > 0)) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double mantissa = rough / power;
    return (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10) * power;
  }

  private static void text(
      StringBuilder svg, String style, double x, double y, String anchor, String text) {
    svg.append("<text class=\"").append(style).append("\" x=\"").append(pixel(x));
    svg.append("\" y=\"").append(pixel(y)).append("\" text-anchor=\"").append(anchor);
    svg.append("\">").append(Html.escape(text)).append("</text>\n");
  }

  private static String pixel(double value) {
    return Html.number(value, 1);
  }
}
