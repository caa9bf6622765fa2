package dev.rondo.task;

import java.util.Comparator;
import java.util.List;

/**
 * The choices that make a text, one after the other. With a number they are its digits in a mixed
 * radix, so that two numbers below the product of all radices never make the same choices.
 */
abstract class Choices {

  /** A number from 0 to radix-1. */
  abstract int below(int radix);

  /** One of several texts. */
  String of(List<String> texts) {
    return texts.get(below(texts.size()));
  }

  /** The choices that a number stands for. */
  static Choices of(long number) {
    return new Choices() {
      private long rest = number;

      @Override
      int below(int radix) {
        int digit = (int) (rest % radix);
        rest /= radix;
        return digit;
      }
    };
  }

  /** Counts how many there are: chooses the first each time. */
  static final class Counting extends Choices {
    private long count = 1;

    @Override
    int below(int radix) {
      count = Math.multiplyExact(count, radix);
      return 0;
    }

    /** The product of all radices. */
    long count() {
      return count;
    }
  }

  /** The longest text and the largest number each time. */
  static Choices longest() {
    return new Choices() {
      @Override
      int below(int radix) {
        return radix - 1;
      }

      @Override
      String of(List<String> texts) {
        return texts.stream().max(Comparator.comparingInt(String::length)).orElseThrow();
      }
    };
  }
}
