package dev.rondo.report.page;

import dev.rondo.schema.VisibleText;

/**
 * Writes HTML: the one place where text becomes markup, so the one place where it is escaped. A tag
 * that is opened is closed by its caller.
 */
final class HtmlWriter {
  private final StringBuilder html = new StringBuilder();

  /** Opens a tag; attributes are pairs of name and value, those with a null value left out. */
  HtmlWriter open(String tag, String... attributes) {
    html.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i + 1] != null) {
        html.append(' ').append(attributes[i]).append("=\"");
        html.append(escape(attributes[i + 1])).append('"');
      }
    }
    html.append('>');
    return this;
  }

  HtmlWriter close(String tag) {
    html.append("</").append(tag).append('>');
    return this;
  }

  HtmlWriter line() {
    html.append('\n');
    return this;
  }

  /** Text of the program's own. */
  HtmlWriter text(String text) {
    html.append(escape(text));
    return this;
  }

  /** Text of any origin: its direction of writing ends with it. */
  HtmlWriter foreign(String text) {
    return element("bdi", text);
  }

  /** A tag with nothing but text in it. */
  HtmlWriter element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  /** A style sheet or script of the program's own, or data that {@link PageData} wrote. */
  HtmlWriter raw(String content) {
    html.append(content);
    return this;
  }

  @Override
  public String toString() {
    return html.toString();
  }

  /** Markup is escaped; what a browser obeys instead of showing is shown. */
  static String escape(String text) {
    String visible = VisibleText.lines(text);
    StringBuilder escaped = null;
    for (int i = 0; i < visible.length(); i++) {
      String entity =
          switch (visible.charAt(i)) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            default -> null;
          };
      if (entity != null && escaped == null) {
        escaped = new StringBuilder(visible.length() + 16).append(visible, 0, i);
      }
      if (escaped != null) {
        if (entity == null) {
          escaped.append(visible.charAt(i));
        } else {
          escaped.append(entity);
        }
      }
    }
    return escaped == null ? visible : escaped.toString();
  }
}
