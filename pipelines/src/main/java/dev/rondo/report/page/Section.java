package dev.rondo.report.page;

import java.util.List;

/**
 * A section of a page.
 *
 * @param id its anchor: lower case with hyphens
 * @param title its heading
 * @param note what the reader has to know of its numbers; may be empty
 * @param blocks its content, in order
 */
public record Section(String id, String title, String note, List<Block> blocks) {

  /** Copies the list. */
  public Section {
    blocks = List.copyOf(blocks);
  }

  /** The only block of a kind, for tests and tools. */
  public <T extends Block> T block(Class<T> kind) {
    return blocks.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }
}
