/**
 * What the rows are: {@link dev.rondo.schema.Problem}, {@link dev.rondo.schema.SampledResponse},
 * {@link dev.rondo.schema.Rollout}, {@link dev.rondo.schema.RejectedGroup}, generated from the Avro
 * schemas in {@code src/main/avro}; {@code SPEC.md} says every field's type, unit, null and
 * invariant. Beside them what every module shares: {@link dev.rondo.schema.SamplingSettings} and
 * {@link dev.rondo.schema.InvalidInputException}.
 *
 * <p>Guarantee: nothing here knows Beam, DJL or a file format other than Avro's schemas.
 */
package dev.rondo.schema;
