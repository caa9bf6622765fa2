package dev.rondo.cli;

import dev.rondo.pipelines.BeamJobs;
import dev.rondo.report.ReportFile;
import dev.rondo.run.JobRunner;
import dev.rondo.run.MemoryPlan;
import dev.rondo.run.Objectives;
import dev.rondo.run.Plan;
import dev.rondo.run.Progress;
import dev.rondo.run.RoundLoop;
import dev.rondo.run.RunDirectory;
import dev.rondo.run.RunInputs;
import dev.rondo.run.RunLock;
import dev.rondo.run.ThreadPlan;
import dev.rondo.schema.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A run that this process works on: the round loop, wired to Beam, the report and the terminal. */
final class RunSession implements AutoCloseable {
  private final RunDirectory run;
  private final JobRunner jobs;
  private final RoundLoop loop;

  private RunSession(RunDirectory run, JobRunner jobs, RoundLoop loop) {
    this.run = run;
    this.jobs = jobs;
    this.loop = loop;
  }

  /**
   * Opens a run for work.
   *
   * @param beamArguments options of the Beam runner
   * @param acceptCodeVersion whether a run of another version of this program may go on
   * @throws InvalidInputException also if a run that has no base policy yet, nor a checkpoint of
   *     its warm start, does not fit this machine's memory, unless the sampling is done by a
   *     cluster
   */
  static RunSession open(
      Path directory, List<String> beamArguments, boolean acceptCodeVersion, Progress progress)
      throws IOException {
    RunDirectory run = RunDirectory.open(directory);
    LogFile.inRunDirectory(run.root());
    BeamJobs jobs = BeamJobs.of(run.config().runner(), beamArguments, progress::say);
    try {
      // First of all: what another process is at work on cannot be planned.
      RunLock lock = RunLock.acquire(run.root());
      try {
        sayPlan(run, jobs, progress);
      } catch (IOException | RuntimeException | Error e) {
        lock.close();
        throw e;
      }
      return new RunSession(
          run,
          jobs,
          RoundLoop.open(run, lock, jobs, ReportFile::write, progress, acceptCodeVersion));
    } catch (IOException | RuntimeException e) {
      jobs.close();
      throw e;
    }
  }

  private static void sayPlan(RunDirectory run, BeamJobs jobs, Progress progress)
      throws IOException {
    if (Plan.plan(run).isEmpty()) {
      return;
    }
    boolean isBegun = run.publishedRounds() >= 0;
    MemoryPlan memory = RunInputs.memoryPlan(run, jobs.runner());
    if (jobs.samplesHere()) {
      requireMemory(memory, RunInputs.isBegun(run), progress);
    }
    memory.lines().forEach(line -> progress.say("Planned: " + line));
    if (isBegun) {
      Objectives.faultOfUniformGroups(run.config())
          .ifPresent(fault -> progress.say("Warning: " + fault + "; none is skipped"));
    } else {
      List<String> warnings = new ArrayList<>(run.config().advice());
      warnings.addAll(
          ThreadPlan.warnings(
              run.config(), jobs.runner(), Runtime.getRuntime().availableProcessors()));
      warnings.forEach(line -> progress.say("Warning: " + line));
    }
  }

  /** A run that was begun goes on: its settings stay, and the plan may have grown since. */
  static void requireMemory(MemoryPlan memory, boolean isBegun, Progress progress) {
    try {
      memory.availableBytes().ifPresent(memory::check);
    } catch (InvalidInputException e) {
      if (!isBegun) {
        throw e;
      }
      progress.say("Warning: " + e.getMessage());
    }
  }

  RunDirectory run() {
    return run;
  }

  RoundLoop loop() {
    return loop;
  }

  @Override
  public void close() throws IOException {
    try (JobRunner closing = jobs) {
      loop.close();
    }
  }
}
