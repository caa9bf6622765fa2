// The import program: a plan in, committed datasets out.
package dev.rondo.programs;

import dev.rondo.config.RunConfig;
import dev.rondo.dataset.DatasetManifest;
import dev.rondo.dataset.DatasetStore;
import dev.rondo.dataset.LocalStorage;
import dev.rondo.dataset.Storage;
import dev.rondo.imports.ImportPlan;
import dev.rondo.imports.ImportProblems;
import dev.rondo.imports.ImportTarget;
import dev.rondo.imports.Split;
import dev.rondo.pipelines.BeamJobs;
import dev.rondo.rollout.StorageLocation;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Imports published data sets, on the Direct runner unless options choose another. */
public final class ProblemImport {
  private ProblemImport() {}

  /**
   * Runs an import to its end. Doing the same import twice changes nothing. One that fails takes
   * its files back, unless a job on a cluster may still write there.
   *
   * @param target directory; each split is a dataset below it
   * @param beamArguments options of the Beam runner
   * @param say where lines go about a job on a cluster
   * @return the committed manifests by the directories of their datasets, in the order of the
   *     splits
   * @throws InvalidInputException if a file cannot be imported, or the target holds something else
   */
  public static Map<Path, DatasetManifest> run(
      ImportPlan plan, Path target, List<String> beamArguments, Consumer<String> say)
      throws IOException, InterruptedException {
    ImportTarget directory = ImportTarget.of(plan, target);
    plan.requireReadable();
    var runner = RunConfig.parse("runner: {runner: direct}", "defaults").runner();
    try (BeamJobs jobs = BeamJobs.of(runner, beamArguments, say)) {
      jobs.requireCluster();
      run(plan, directory, StorageLocation.directory(target), jobs);
    }
    Map<Path, DatasetManifest> manifests = new LinkedHashMap<>();
    for (Split split : plan.splits().parts()) {
      Path dataset = split.name().isEmpty() ? target : target.resolve(split.name());
      manifests.put(dataset, new DatasetStore(new LocalStorage(dataset), "").committedManifest());
    }
    return manifests;
  }

  private static void run(
      ImportPlan plan, ImportTarget directory, StorageLocation storage, BeamJobs jobs)
      throws IOException, InterruptedException {
    BeamJobs.DirectoryJob job =
        new BeamJobs.DirectoryJob(
            "import-" + plan.form().source().replaceAll("[^A-Za-z0-9-]+", "-"),
            storage,
            plan.digest(),
            plan.splits().parts().stream().map(Split::name).toList());
    try {
      directory.begin();
      jobs.run(job, pipeline -> pipeline.apply("ImportProblems", ImportProblems.of(plan, storage)));
    } catch (Storage.ConflictException e) {
      throw directory.somethingElse(e);
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (!jobs.mayStillRun()) {
        directory.withdraw(e);
      }
      throw e;
    }
  }
}
