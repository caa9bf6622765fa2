package dev.rondo.report.page;

import java.util.List;

/**
 * A page.
 *
 * @param title the heading
 * @param lead one sentence under it
 * @param sections in their order
 * @param refreshSeconds after how many seconds a browser reads the page again; 0 for never
 */
public record Page(String title, String lead, List<Section> sections, int refreshSeconds) {

  /** Copies the list. */
  public Page {
    sections = List.copyOf(sections);
  }
}
