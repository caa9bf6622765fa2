package dev.rondo.report.page;

import dev.rondo.run.ShownState;
import java.util.List;

/**
 * A page.
 *
 * @param title the heading
 * @param lead one sentence under it
 * @param sections in their order
 * @param refreshSeconds after how many seconds a browser reads the page again; 0 for never
 * @param state the run's state that the page shows, as {@link ShownState} has it; empty where
 *     nobody asks
 */
public record Page(
    String title, String lead, List<Section> sections, int refreshSeconds, String state) {

  /** Copies the list. */
  public Page {
    sections = List.copyOf(sections);
  }
}
