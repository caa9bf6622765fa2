package dev.rondo.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A property and the values that it is tried with: made-up ones, the same in every run, with the
 * ends of their ranges among them. For tests of any module.
 *
 * <pre>{@code
 * Property.holds(200, draw -> {
 *   int n = draw.whole(1, 50);
 *   assertThat(square(n)).isGreaterThanOrEqualTo(n);
 * });
 * }</pre>
 */
public final class Property {
  /** What is to hold for every draw. */
  @FunctionalInterface
  public interface Claim {
    void check(Draw draw) throws Exception;
  }

  private Property() {}

  /**
   * Checks a claim so many times.
   *
   * @throws AssertionError with the number of the try and what it drew, if the claim does not hold
   */
  public static void holds(int tries, Claim claim) {
    for (int i = 0; i < tries; i++) {
      Draw draw = new Draw(new SplittableRandom(i));
      try {
        claim.check(draw);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("Try " + i + " with " + draw.drawn + ": " + e.getMessage(), e);
      }
    }
  }

  /** Draws the values of one try. */
  public static final class Draw {
    private static final int[] RARE = {0, '\t', '\n', '\r', 0x85, 0xA0, 0x661, 0xD834, 0xDD1E};
    private static final String USUAL = "0123456789 \\{}()[]$^_+-*/=<>&|!,.;:'\"abcxyzABZ~#%";

    private final SplittableRandom random;
    private final List<Object> drawn = new ArrayList<>();

    private Draw(SplittableRandom random) {
      this.random = random;
    }

    /** From {@code least} to {@code most}, each included, and more often these two. */
    public int whole(int least, int most) {
      return (int) large(least, most);
    }

    /** As above, of 64 bits. */
    public long large(long least, long most) {
      if (least == most) {
        return noted(least);
      }
      return noted(
          switch (random.nextInt(20)) {
            case 0 -> least;
            case 1 -> most;
            default -> random.nextLong(least, most) + random.nextInt(2);
          });
    }

    /** Any 64 bits; small numbers and the largest as often as all others. */
    public long any() {
      return noted(
          random.nextBoolean() ? random.nextLong() : random.nextLong() >> random.nextInt(64));
    }

    /** From {@code least} to {@code most}, and more often these two. */
    public double number(double least, double most) {
      double share = Math.min(1, Math.max(0, random.nextDouble() * 1.1 - 0.05));
      return noted(least + share * (most - least));
    }

    /** Any number that is finite, of any size. */
    public float finite() {
      float value = Float.intBitsToFloat((int) any());
      return Float.isFinite(value) ? value : 0;
    }

    /** One of a list. */
    public <T> T oneOf(List<T> values) {
      return noted(values.get(random.nextInt(values.size())));
    }

    /** What a generator makes, or nothing as often. */
    public <T> T maybe(Supplier<T> value) {
      return random.nextBoolean() ? value.get() : null;
    }

    /** At least so many values and at most so many. */
    public <T> List<T> list(int least, int most, Function<Draw, T> element) {
      List<T> list = new ArrayList<>();
      for (int left = whole(least, most); left > 0; left--) {
        list.add(element.apply(this));
      }
      return list;
    }

    /** Any text, also one that has no UTF-8: letters and signs of answers, and what is rare. */
    public String text(int longest) {
      StringBuilder text = new StringBuilder();
      for (int left = whole(0, longest); left > 0; left--) {
        text.append(
            switch (random.nextInt(8)) {
              case 0 -> (char) random.nextInt(0x10000);
              case 1 -> (char) RARE[random.nextInt(RARE.length)];
              default -> USUAL.charAt(random.nextInt(USUAL.length()));
            });
      }
      return noted(text.toString());
    }

    private <T> T noted(T value) {
      drawn.add(value);
      return value;
    }
  }
}
