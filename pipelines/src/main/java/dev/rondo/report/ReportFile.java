package dev.rondo.report;

import dev.rondo.dataset.DurableFiles;
import dev.rondo.dataset.RegularFiles;
import dev.rondo.report.facts.RunFacts;
import dev.rondo.report.facts.RunReader;
import dev.rondo.report.page.Page;
import dev.rondo.report.page.PageWriter;
import dev.rondo.run.RunDirectory;
import dev.rondo.run.ShownState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes the report page of a run: whole or not at all, over an older one. */
public final class ReportFile {
  private ReportFile() {}

  /**
   * Writes {@code report/index.html}, and for TensorBoard what the log of metrics has not.
   *
   * @return the page's path
   */
  public static Path write(RunDirectory run) throws IOException {
    String state = ShownState.of(run); // before the facts are read: the page shows this, or more
    RunFacts facts = RunReader.read(run);
    TensorBoardFiles.write(run, facts);
    return write(run.root().resolve(RunDirectory.REPORT), Report.page(facts, 0, state));
  }

  /**
   * Writes {@code report/live.html}, beside the report: a page of a run that goes on, which a
   * browser reads again by itself.
   *
   * @param refreshSeconds after how many seconds; 0 for never, of a run that is done
   * @return the page's path
   */
  public static Path writeLive(RunDirectory run, RunFacts facts, int refreshSeconds)
      throws IOException {
    TensorBoardFiles.write(run, facts);
    Path page = run.root().resolve(RunDirectory.REPORT).resolveSibling("live.html");
    return write(page, Report.page(facts, refreshSeconds, ""));
  }

  private static Path write(Path page, Page content) throws IOException {
    RegularFiles.requireWritable(page);
    // Else a power cut could leave an empty page under the name, which is never made again.
    DurableFiles.replace(page, PageWriter.write(content).getBytes(StandardCharsets.UTF_8));
    return page;
  }
}
