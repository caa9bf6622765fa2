package dev.rondo.pipelines;

/** What a driver sees of a job without asking the cluster: the files that its workers write. */
interface JobTraces {

  /** Looks once; returns how much of the job is finished, never less than before. */
  long look();

  /** Whether a look can find progress at all: a job may write nothing before its end. */
  boolean canTellProgress();

  /** What is not finished, for a person; empty if that is not known. */
  String left();

  /** Whether all is committed that the job makes, so that it is about to end. Costs little. */
  boolean isMade();
}
