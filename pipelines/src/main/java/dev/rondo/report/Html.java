package dev.rondo.report;

import dev.rondo.schema.VisibleText;
import java.util.List;
import java.util.Locale;

/** Small pieces of HTML text: escaping, numbers, tables. */
final class Html {
  private Html() {}

  /** Text of any origin: markup is escaped, what a browser obeys instead of showing is shown. */
  static String escape(String text) {
    return VisibleText.lines(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** As {@link #escape}, and its direction of writing ends with it. */
  static String isolated(String text) {
    return "<bdi>" + escape(text) + "</bdi>";
  }

  /** A number with a fixed count of digits after the point, the same in every locale. */
  static String number(double value, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
  }

  /** A number with about four significant digits. */
  static String significant(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    return number(value, size >= 100 ? 1 : size >= 10 ? 2 : 4);
  }

  static String percent(double share) {
    return number(100 * share, 1) + " %";
  }

  /** A difference in percentage points, with its sign. */
  static String points(double share) {
    String number = number(100 * share, 1);
    return (number.startsWith("-") ? number : "+" + number) + " points";
  }

  static String bytes(long bytes) {
    return bytes < 10_000
        ? bytes + " B"
        : bytes < 10_000_000 ? number(bytes / 1e3, 1) + " kB" : number(bytes / 1e6, 1) + " MB";
  }

  /** A table; cells are HTML already, all but the first column are aligned right. */
  static String table(List<String> header, List<List<String>> rows) {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr>");
    header.forEach(cell -> html.append("<th>").append(cell).append("</th>"));
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      html.append("<tr>");
      row.forEach(cell -> html.append("<td>").append(cell).append("</td>"));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }
}
