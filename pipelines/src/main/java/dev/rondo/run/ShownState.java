package dev.rondo.run;

import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.Digests;
import dev.rondo.dataset.Removal;
import dev.rondo.dataset.Storage;
import dev.rondo.evaluate.EvaluationSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Which state of a run a report shows: a digest over the configuration, every manifest, every
 * summary and every removal, which the page carries. A page of an earlier state, whoever wrote it,
 * is written again when the run is done. No clock has a say, so a copied run keeps its report.
 */
public final class ShownState {
  /** Name of the page's {@code meta} element that has the digest. */
  public static final String NAME = "rondo-shows";

  private ShownState() {}

  /** The state as it is now. To be taken before what is shown is read, never afterwards. */
  public static String of(RunDirectory run) throws IOException {
    Storage storage = run.storage();
    StringBuilder state = new StringBuilder(run.config().contentDigest()).append('\n');
    for (String path : RunRepair.withoutDamaged(storage.list(""))) {
      if (path.endsWith("/" + DatasetManifest.FILE_NAME)
          || path.endsWith("/" + EvaluationSummary.FILE_NAME)
          || Removal.isRecord(path)) {
        state.append(Digests.sha256(storage.read(path))).append(' ').append(path).append('\n');
      }
    }
    return Digests.sha256(state.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The element as it stands in a page. */
  public static String element(String state) {
    return "<meta name=\"" + NAME + "\" content=\"" + state + "\">";
  }

  /** Whether the run's report is there and shows the state as it is now. */
  static boolean isShown(RunDirectory run) throws IOException {
    if (!run.storage().exists(RunDirectory.REPORT)) {
      return false;
    }
    String page = new String(run.storage().read(RunDirectory.REPORT), StandardCharsets.UTF_8);
    return page.contains(element(of(run)));
  }
}
