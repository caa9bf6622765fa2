/**
 * The jobs as programs: options and wiring only.
 *
 * <p>Read in this order: {@link dev.rondo.pipelines.RolloutPipeline} (the four steps of a round's
 * job), {@link dev.rondo.pipelines.EvaluationPipeline}, {@link dev.rondo.pipelines.BeamJobs} (how
 * the round loop runs them on any runner), {@link dev.rondo.pipelines.EmbeddedFlink} (a cluster
 * that outlives a job), {@link dev.rondo.pipelines.EmbeddedCluster} (its parts, put together
 * without a socket).
 *
 * <p>Guarantees: a job on the embedded Flink can be reached by nobody outside this process; the
 * runner, its parallelism and the number of attempts never change a byte of what a job commits.
 */
package dev.rondo.pipelines;
