package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.Function;
import dev.rondo.policy.text.jinja.Values.Once;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What a loop's body knows as {@code loop}; goes one element ahead when it is asked for it. */
final class LoopValue {
  /** An attribute that loops do not have. */
  static final Object MISSING = new Object();

  /** Renders the loop's body for other elements, one level deeper. */
  interface Recursion {
    Object render(Object iterable, int depth);
  }

  private final Object iterable;
  private final Recursion recursion;
  private final int depth;
  private Iterator<Object> iterator;
  private int length;
  private int index = -1;
  private Object before;
  private Object current;
  private Object after = MISSING;
  private List<Object> lastChanged;

  /**
   * A loop before its first element.
   *
   * @param recursion null if the loop is not recursive
   * @param depth levels of recursion around it
   */
  LoopValue(Object iterable, Iterator<Object> iterator, Recursion recursion, int depth) {
    this.iterable = iterable;
    this.iterator = iterator;
    this.recursion = recursion;
    this.depth = depth;
    this.length = iterable instanceof Once ? -1 : Kinds.size(iterable);
  }

  boolean hasNext() {
    return after != MISSING || iterator.hasNext();
  }

  Object next() {
    Object next = after != MISSING ? after : iterator.next();
    after = MISSING;
    index++;
    before = current;
    current = next;
    return next;
  }

  private Object ahead() {
    if (after == MISSING && iterator.hasNext()) {
      after = iterator.next();
    }
    return after;
  }

  int length() {
    if (length < 0) {
      List<Object> rest = new ArrayList<>();
      iterator.forEachRemaining(
          item -> {
            rest.add(item);
            if (rest.size() > Budget.MOST_ELEMENTS) {
              throw new TemplateException("a loop is too long");
            }
          });
      iterator = rest.iterator();
      length = rest.size() + index + 1 + (after == MISSING ? 0 : 1);
    }
    return length;
  }

  Object call(Arguments given) {
    Object argument = given.bind("loop", "iterable")[0];
    if (recursion == null) {
      throw new TemplateException("a loop that is not recursive is called");
    }
    return recursion.render(argument, depth + 1);
  }

  Object attribute(String name, Comparisons comparisons) {
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "first" -> index == 0;
      case "last" -> ahead() == MISSING;
      case "length" -> (long) length();
      case "revindex" -> (long) length() - index;
      case "revindex0" -> (long) length() - index - 1;
      case "depth" -> depth + 1L;
      case "depth0" -> (long) depth;
      case "previtem" -> index == 0 ? new Undefined("there is no previous item") : before;
      case "nextitem" -> ahead() == MISSING ? new Undefined("there is no next item") : after;
      case "cycle" ->
          new Function(
              name,
              given -> {
                if (given.positional().isEmpty() || !given.named().isEmpty()) {
                  throw new TemplateException("no items to cycle through");
                }
                return given.positional().get(Math.floorMod(index, given.positional().size()));
              });
      case "changed" ->
          new Function(
              name,
              given -> {
                if (!given.named().isEmpty()) {
                  throw new TemplateException("loop.changed takes no argument by name");
                }
                boolean isChanged =
                    lastChanged == null
                        || !comparisons.isEqual(
                            new Values.TupleValue(lastChanged),
                            new Values.TupleValue(given.positional()));
                if (isChanged) {
                  lastChanged = given.positional();
                }
                return isChanged;
              });
      default -> MISSING;
    };
  }
}
