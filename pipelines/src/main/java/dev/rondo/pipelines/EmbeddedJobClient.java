package dev.rondo.pipelines;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.jobmaster.JobResult;

/** A job on the embedded cluster, as the one who submitted it sees it. */
record EmbeddedJobClient(EmbeddedCluster cluster, JobID job, ClassLoader classLoader)
    implements JobClient {
  @Override
  public JobID getJobID() {
    return job;
  }

  @Override
  public CompletableFuture<JobStatus> getJobStatus() {
    return cluster.ask(
        dispatcher -> dispatcher.requestJobStatus(job, EmbeddedCluster.CALL_TIMEOUT));
  }

  @Override
  public CompletableFuture<Void> cancel() {
    return cluster
        .ask(dispatcher -> dispatcher.cancelJob(job, EmbeddedCluster.CALL_TIMEOUT))
        .thenApply(acknowledged -> null);
  }

  @Override
  public CompletableFuture<JobExecutionResult> getJobExecutionResult() {
    return cluster
        .ask(dispatcher -> dispatcher.requestJobResult(job, EmbeddedCluster.JOB_TIMEOUT))
        .thenApply(this::read);
  }

  private JobExecutionResult read(JobResult result) {
    try {
      return result.toJobExecutionResult(classLoader);
    } catch (JobExecutionException | IOException | ClassNotFoundException e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public CompletableFuture<Map<String, Object>> getAccumulators() {
    return getJobExecutionResult().thenApply(JobExecutionResult::getAllAccumulatorResults);
  }

  @Override
  public CompletableFuture<String> stopWithSavepoint(
      boolean advanceToEndOfEventTime, String savepointDirectory, SavepointFormatType format) {
    return noSavepoints();
  }

  @Override
  public CompletableFuture<String> triggerSavepoint(
      String savepointDirectory, SavepointFormatType format) {
    return noSavepoints();
  }

  private static CompletableFuture<String> noSavepoints() {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("Batch jobs have no savepoints"));
  }
}
