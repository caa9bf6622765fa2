/**
 * Verifiers: is the answer of a response the reference answer? Plain functions of two texts,
 * without Beam.
 *
 * <p>Read in this order: {@link dev.rondo.verify.Verdict}, {@link dev.rondo.verify.Verifier},
 * {@link dev.rondo.verify.Verifiers} (the registry), {@link dev.rondo.verify.AnswerExtractor} (the
 * ladder), {@link dev.rondo.verify.BoxedAnswer}, {@link dev.rondo.verify.ArithmeticVerifier},
 * {@link dev.rondo.verify.ExactVerifier}, {@link dev.rondo.verify.StringVerifier}, {@link
 * dev.rondo.verify.ChoiceVerifier}, and {@link dev.rondo.verify.math} for mathematics; for
 * generated tasks {@link dev.rondo.verify.CountdownVerifier}, {@link
 * dev.rondo.verify.LinearEquationVerifier}, {@link dev.rondo.verify.BaseNumberVerifier}, {@link
 * dev.rondo.verify.WordOrderVerifier} and {@link dev.rondo.verify.TruthTableVerifier}, which read
 * the problem and accept every right answer.
 *
 * <p>Guarantees: a verdict depends on the two texts and the verifier's version only; no text makes
 * a verifier throw or take more than time linear in its length; a reference that cannot be read
 * gives UNKNOWN, never a reward.
 */
package dev.rondo.verify;
