package dev.rondo.programs.hub;

import dev.rondo.dataset.CanonicalJson;
import dev.rondo.schema.VisibleText;
import java.util.List;
import java.util.stream.Collectors;

/** Text that somebody else wrote, in a Markdown page and its front matter: shown, never obeyed. */
public final class Markdown {
  private static final String MARKS = "\\`*_[]#|~$";

  private Markdown() {}

  /** Text that stands for itself. */
  public static String text(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : VisibleText.of(text).toCharArray()) {
      if (c == '<' || c == '>' || c == '&') {
        escaped.append(c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;");
      } else {
        escaped.append(MARKS.indexOf(c) >= 0 ? "\\" : "").append(c);
      }
    }
    return escaped.toString();
  }

  /** A name between back quotes; one that has such quotes itself, or a bar, as text. */
  public static String code(String name) {
    String visible = VisibleText.of(name);
    return visible.isBlank() || visible.contains("`") || visible.contains("|")
        ? text(name)
        : "`" + visible + "`";
  }

  /** A row of a table. */
  public static String row(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** The head of a table. */
  public static String head(String... titles) {
    return row(List.of(titles)) + "|" + "---|".repeat(titles.length) + "\n";
  }

  /** A scalar of YAML: what JSON quotes, YAML reads as the same text. */
  public static String yaml(String text) {
    return CanonicalJson.line(VisibleText.of(text));
  }
}
