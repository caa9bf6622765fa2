package dev.rondo.policy.gguf;

import dev.rondo.policy.checkpoint.RopeScaling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a file stretches the rotary embedding. Keys say it for linear, which is what a factor alone
 * means, and yarn. The llama3 scaling lies in the tensor {@code rope_freqs.weight} instead, as the
 * number that each frequency is divided by: from these its parameters are found again, and accepted
 * only if they give the same numbers.
 */
final class RopeReader {
  private static final String SCALING = "rope.scaling.";
  private static final double TOLERANCE = 1e-4;

  /** Low and high frequency factor of every published model. */
  private static final double LOW = 1;

  private static final double HIGH = 4;
  private static final int PUBLISHED_POSITIONS = 8192;
  private static final int MAX_PAIRS = 1 << 16;

  private final GgufFile file;
  private final GgufMetadata metadata;
  private final GgufErrors errors;
  private final String prefix;
  private final int headDimension;
  private final double base;
  private final int context;

  /**
   * @param prefix architecture and dot
   * @param base base of the frequencies
   * @param context longest context in tokens
   */
  RopeReader(GgufFile file, String prefix, int headDimension, double base, int context) {
    this.file = file;
    this.metadata = file.metadata();
    this.errors = file.errors();
    this.prefix = prefix;
    this.headDimension = headDimension;
    this.base = base;
    this.context = context;
  }

  RopeScaling read() {
    RopeScaling scaling = byKeys();
    GgufTensor factors = file.tensors().get(TensorNames.ROPE_FACTORS);
    if (factors == null) {
      return scaling;
    }
    if (!(scaling instanceof RopeScaling.Default)) {
      throw errors.invalid(
          "tensor " + TensorNames.ROPE_FACTORS,
          "beside " + prefix + SCALING + "type",
          "one of the two");
    }
    return byFactors(factors);
  }

  private RopeScaling byKeys() {
    String typeKey = prefix + SCALING + "type";
    String type = metadata.text(typeKey, "linear");
    if (!type.equals("none") && !type.equals("linear") && !type.equals("yarn")) {
      throw errors.invalid(typeKey, type, "none, linear, yarn");
    }
    double attention = metadata.number(prefix + SCALING + "attn_factor", 1);
    if (attention != 1 && !type.equals("yarn")) {
      throw errors.invalid(prefix + SCALING + "attn_factor", attention, "1, or yarn as " + typeKey);
    }
    double factor = factor();
    if (type.equals("none")) {
      return new RopeScaling.Default();
    }
    if (!(factor >= 1 && factor <= 1e9)) {
      throw errors.invalid(prefix + SCALING + "factor", factor, "1 to 1e9");
    }
    if (type.equals("linear")) {
      return factor == 1 ? new RopeScaling.Default() : new RopeScaling.Linear(factor);
    }
    double fast = metadata.number(prefix + SCALING + "yarn_beta_fast", 32);
    double slow = metadata.number(prefix + SCALING + "yarn_beta_slow", 1);
    if (!(slow > 0 && fast > slow)) {
      throw errors.invalid(
          prefix + SCALING + "yarn_beta_fast", fast, "above yarn_beta_slow = " + slow);
    }
    if (!(attention > 0 && attention <= 1e9)) {
      throw errors.invalid(prefix + SCALING + "attn_factor", attention, "above 0, at most 1e9");
    }
    return new RopeScaling.Yarn(
        factor,
        metadata.positive(prefix + SCALING + "original_context_length", context),
        fast,
        slow,
        attention * (factor <= 1 ? 1 : 0.1 * StrictMath.log(factor) + 1));
  }

  /** The factor of either key; 0 stands for none. */
  private double factor() {
    String olderKey = prefix + "rope.scale_linear";
    double older = metadata.number(olderKey, 0);
    double factor = metadata.number(prefix + SCALING + "factor", older);
    if (older != factor && metadata.has(olderKey)) {
      throw errors.invalid(
          olderKey, older, factor + ", as " + prefix + SCALING + "factor says, or one of the two");
    }
    return factor == 0 ? 1 : factor;
  }

  private RopeScaling byFactors(GgufTensor tensor) {
    String what = "tensor " + tensor.name();
    int pairs = headDimension / 2;
    if (tensor.type() != TensorType.F32
        || !tensor.shape().equals(List.of((long) pairs))
        || pairs > MAX_PAIRS) {
      throw errors.invalid(
          what, tensor.type() + " of shape " + tensor.shape(), "F32 of shape [" + pairs + "]");
    }
    float[] factors = values(tensor, pairs);
    double factor = 1;
    for (float value : factors) {
      if (!(value >= 1 - TOLERANCE && value <= 1e6)) {
        throw errors.invalid(what, value, "1 to 1e6");
      }
      factor = Math.max(factor, value);
    }
    if (factor <= 1 + TOLERANCE) {
      return new RopeScaling.Default();
    }
    for (RopeScaling.Llama3 candidate : candidates(factors, Math.round(factor * 1e6) / 1e6)) {
      if (agrees(candidate, factors)) {
        return candidate;
      }
    }
    throw errors.invalid(what, "factors up to " + factor, "those of a llama3 scaling");
  }

  /** First what published models have, then other first contexts, then what two factors tell. */
  private List<RopeScaling.Llama3> candidates(float[] factors, double factor) {
    Set<Integer> positions = new TreeSet<>();
    for (int power = 1; power <= context && power > 0; power *= 2) {
      positions.add(power);
    }
    List<RopeScaling.Llama3> candidates = new ArrayList<>();
    candidates.add(new RopeScaling.Llama3(factor, LOW, HIGH, PUBLISHED_POSITIONS));
    positions.forEach(
        original -> candidates.add(new RopeScaling.Llama3(factor, LOW, HIGH, original)));
    fitted(factors, factor, candidates);
    return candidates;
  }

  /**
   * Between the two bounds, the share of the old frequency is linear in turns a position: share =
   * (positions * frequency / 2 pi - low) / (high - low). With low = 1, two pairs give both.
   */
  private void fitted(float[] factors, double factor, List<RopeScaling.Llama3> candidates) {
    int first = -1;
    int last = -1;
    for (int pair = 0; pair < factors.length; pair++) {
      if (factors[pair] > 1 + TOLERANCE && factors[pair] < factor * (1 - TOLERANCE)) {
        first = first < 0 ? pair : first;
        last = pair;
      }
    }
    if (first < 0 || first == last) {
      return;
    }
    double slope =
        (share(factors[first], factor) - share(factors[last], factor))
            / (turns(first) - turns(last));
    double offset = slope * turns(first) - share(factors[first], factor);
    double original = slope / offset;
    if (offset > 0 && original >= 1 && original < 1e9) {
      candidates.add(new RopeScaling.Llama3(factor, 1, 1 + 1 / offset, (int) Math.round(original)));
    }
  }

  /** Turns of a pair from one position to the next. */
  private double turns(int pair) {
    return StrictMath.pow(base, -2.0 * pair / headDimension) / (2 * Math.PI);
  }

  private static double share(double value, double factor) {
    return (1 / value - 1 / factor) / (1 - 1 / factor);
  }

  private boolean agrees(RopeScaling.Llama3 scaling, float[] factors) {
    for (int pair = 0; pair < factors.length; pair++) {
      double share =
          (scaling.originalPositions() * turns(pair) - scaling.lowFrequencyFactor())
              / (scaling.highFrequencyFactor() - scaling.lowFrequencyFactor());
      double clipped = Math.max(0, Math.min(1, share));
      double expected = 1 / ((1 - clipped) / scaling.factor() + clipped);
      if (Math.abs(factors[pair] - expected) > TOLERANCE * expected) {
        return false;
      }
    }
    return true;
  }

  private float[] values(GgufTensor tensor, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * tensor.type().blockBytes());
    float[] values = new float[count];
    try {
      file.read(tensor, 0, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tensor.type().decode(bytes.array(), count, values);
    return values;
  }
}
