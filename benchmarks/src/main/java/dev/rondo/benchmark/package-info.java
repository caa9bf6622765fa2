/**
 * Measurements, run by hand: {@code benchmarks/run --help}. A verified build compiles them and
 * measures nothing.
 *
 * <p>Reading order: {@link dev.rondo.benchmark.Main}, {@link dev.rondo.benchmark.Shape} (which
 * models), {@link dev.rondo.benchmark.MakeCheckpoint} (random weights as Hugging Face files, so
 * that peers measure the same model), {@link dev.rondo.benchmark.MeasureSampling}, {@link
 * dev.rondo.benchmark.MeasureScoring}, {@link dev.rondo.benchmark.Bounds} (what a device could do);
 * then what {@code benchmarks/gpu} asks of one: {@link dev.rondo.benchmark.CompareDevices}, {@link
 * dev.rondo.benchmark.RepeatWork}, {@link dev.rondo.benchmark.ExportProgram}. {@link
 * dev.rondo.benchmark.MakeShards} makes a run with many shards and {@link
 * dev.rondo.benchmark.GrowEvaluation} an evaluation of many samples, for commands to be measured
 * on.
 *
 * <p>Every measurement repeats its work, prints each repetition and states the median.
 */
package dev.rondo.benchmark;
