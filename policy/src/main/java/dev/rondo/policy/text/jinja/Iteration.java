package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.Once;
import dev.rondo.policy.text.jinja.Values.Range;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import dev.rondo.policy.text.jinja.Values.View;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Goes through values as Python's iter() does. */
final class Iteration {
  private final Budget budget;

  Iteration(Budget budget) {
    this.budget = budget;
  }

  static boolean isIterable(Object value) {
    return value instanceof String
        || value instanceof Values.Markup
        || value instanceof ListValue
        || value instanceof TupleValue
        || value instanceof DictValue
        || value instanceof Range
        || value instanceof View
        || value instanceof Once
        || value instanceof LoopValue
        || value instanceof Undefined;
  }

  Iterator<Object> over(Object value) {
    if (value instanceof Once once) {
      return once.iterator;
    } else if (value instanceof Range range) {
      return new Iterator<>() {
        private int index;

        @Override
        public boolean hasNext() {
          return index < range.size();
        }

        @Override
        public Object next() {
          budget.step();
          return range.at(index++);
        }
      };
    }
    List<Object> items = items(value);
    budget.elements(items.size());
    return items.iterator();
  }

  private List<Object> items(Object value) {
    if (value instanceof String text) {
      budget.text(16L * text.length());
      return Text.characters(text);
    } else if (value instanceof ListValue list) {
      return list.items;
    } else if (value instanceof TupleValue tuple) {
      return tuple.items;
    } else if (value instanceof DictValue dict) {
      return dict.keys();
    } else if (value instanceof View view) {
      return view.items();
    } else if (value instanceof Undefined) {
      return List.of();
    }
    throw new TemplateException("cannot go through a value of type " + Kinds.name(value));
  }

  /** All elements. */
  List<Object> list(Object value) {
    Iterator<Object> iterator = over(value);
    List<Object> items = new ArrayList<>();
    while (iterator.hasNext()) {
      items.add(iterator.next());
      if (items.size() > Budget.MOST_ELEMENTS) {
        budget.elements(items.size());
      }
    }
    budget.elements(items.size());
    return items;
  }
}
