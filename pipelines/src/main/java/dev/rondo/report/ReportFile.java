package dev.rondo.report;

import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunReader;
import dev.rondo.report.page.PageWriter;
import dev.rondo.run.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes the report page of a run: whole or not at all, over an older one. */
public final class ReportFile {
  private ReportFile() {}

  /**
   * Writes {@code report/index.html}.
   *
   * @return the page's path
   */
  public static Path write(RunDirectory run) throws IOException {
    return write(run, RunReader.read(run), 0);
  }

  /**
   * As above, with facts that were read already.
   *
   * @param refreshSeconds after how many seconds a browser reads the page again; 0 for never
   */
  public static Path write(RunDirectory run, RunFacts facts, int refreshSeconds)
      throws IOException {
    Path page = run.root().resolve(RunDirectory.REPORT);
    Files.createDirectories(page.getParent());
    Path temporary = page.resolveSibling("." + page.getFileName() + ".tmp");
    String html = PageWriter.write(Report.page(facts, refreshSeconds));
    Files.write(temporary, html.getBytes(StandardCharsets.UTF_8));
    Files.move(
        temporary, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return page;
  }
}
