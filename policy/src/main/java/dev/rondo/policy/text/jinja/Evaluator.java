package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Expression.CallArguments;
import dev.rondo.policy.text.jinja.Expression.Name;
import dev.rondo.policy.text.jinja.Symbols.Slot;
import dev.rondo.policy.text.jinja.Values.DictValue;
import dev.rondo.policy.text.jinja.Values.Function;
import dev.rondo.policy.text.jinja.Values.ListValue;
import dev.rondo.policy.text.jinja.Values.Markup;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of expressions. */
final class Evaluator {
  private final Runtime runtime;

  Evaluator(Runtime runtime) {
    this.runtime = runtime;
  }

  Object evaluate(Expression expression, Symbols symbols, Activation activation) {
    runtime.budget().step();
    runtime.budget().enter();
    try {
      Object value = value(expression, symbols, activation);
      runtime.budget().leave();
      return value;
    } catch (TemplateException e) {
      throw e.at(expression.line());
    }
  }

  private Object value(Expression expression, Symbols s, Activation a) {
    if (expression instanceof Expression.Literal e) {
      return e.value();
    } else if (expression instanceof Name e) {
      return a.value(slot(e.name(), s));
    } else if (expression instanceof Expression.Attribute e) {
      return runtime.attributes().attribute(evaluate(e.node(), s, a), e.name());
    } else if (expression instanceof Expression.Item e) {
      return item(e, s, a);
    } else if (expression instanceof Expression.Call e) {
      Object callee = evaluate(e.node(), s, a);
      return call(callee, arguments(e.arguments(), s, a));
    } else if (expression instanceof Expression.Filter e) {
      return filter(e, evaluate(e.node(), s, a), s, a);
    } else if (expression instanceof Expression.Test e) {
      Object value = evaluate(e.node(), s, a);
      return runtime.tests().test(e.name(), value, arguments(e.arguments(), s, a));
    } else if (expression instanceof Expression.Comparison e) {
      return comparison(e, s, a);
    } else if (expression instanceof Expression.Logical e) {
      Object left = evaluate(e.left(), s, a);
      return Kinds.isTrue(left) == e.isAnd() ? evaluate(e.right(), s, a) : left;
    } else if (expression instanceof Expression.Conditional e) {
      return conditional(e, s, a);
    } else if (expression instanceof Expression.Concatenation e) {
      StringBuilder text = new StringBuilder();
      for (Object item : all(e.items(), s, a)) {
        text.append(runtime.printer().text(item));
        runtime.budget().text(text.length());
      }
      return text.toString();
    } else if (expression instanceof Expression.Unary e) {
      return runtime
          .operators()
          .unary(e.operator(), unmarked(evaluate(e.operand(), s, a), e.operator()));
    } else if (expression instanceof Expression.Binary e) {
      Object left = unmarked(evaluate(e.left(), s, a), e.operator());
      Object right = unmarked(evaluate(e.right(), s, a), e.operator());
      return runtime.operators().binary(e.operator(), left, right);
    } else if (expression instanceof Expression.ListOf e) {
      return new ListValue(all(e.items(), s, a));
    } else if (expression instanceof Expression.TupleOf e) {
      return new TupleValue(all(e.items(), s, a));
    } else if (expression instanceof Expression.DictOf e) {
      return dictionary(e, s, a);
    }
    throw new TemplateException("this expression is not supported here");
  }

  private static Object unmarked(Object value, String operator) {
    if (value instanceof Markup && !operator.equals("not")) {
      throw new TemplateException("a text marked as safe with " + operator + " is not supported");
    }
    return value;
  }

  private Object conditional(Expression.Conditional e, Symbols s, Activation a) {
    if (Kinds.isTrue(evaluate(e.test(), s, a))) {
      return evaluate(e.then(), s, a);
    }
    return e.otherwise() == null
        ? new Undefined("a condition was false and there was no else")
        : evaluate(e.otherwise(), s, a);
  }

  private List<Object> all(List<Expression> expressions, Symbols s, Activation a) {
    runtime.budget().elements(expressions.size());
    List<Object> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(evaluate(expression, s, a));
    }
    return values;
  }

  private Object dictionary(Expression.DictOf e, Symbols s, Activation a) {
    DictValue dict = new DictValue();
    for (int i = 0; i < e.keys().size(); i++) {
      Object key = evaluate(e.keys().get(i), s, a);
      put(dict, key, evaluate(e.values().get(i), s, a));
    }
    return dict;
  }

  private static void put(DictValue dict, Object key, Object value) {
    try {
      dict.put(key, value);
    } catch (Values.UnhashableException e) {
      throw new TemplateException(e.getMessage());
    }
  }

  private Object item(Expression.Item e, Symbols s, Activation a) {
    Object node = evaluate(e.node(), s, a);
    if (e.argument() instanceof Expression.Slice slice) {
      return runtime
          .operators()
          .slice(
              node,
              bound(slice.start(), s, a),
              bound(slice.stop(), s, a),
              bound(slice.step(), s, a));
    }
    return runtime.attributes().item(node, evaluate(e.argument(), s, a));
  }

  private Object bound(Expression bound, Symbols s, Activation a) {
    return bound == null ? null : evaluate(bound, s, a);
  }

  private Object comparison(Expression.Comparison e, Symbols s, Activation a) {
    Object left = evaluate(e.first(), s, a);
    for (int i = 0; i < e.operators().size(); i++) {
      Object right = evaluate(e.others().get(i), s, a);
      unmarked(left, e.operators().get(i));
      unmarked(right, e.operators().get(i));
      if (!runtime.comparisons().test(e.operators().get(i), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  static Slot slot(String name, Symbols symbols) {
    Slot slot = symbols.find(name);
    if (slot == null) {
      throw new TemplateException("the name " + Text.shortened(name) + " is not known here");
    }
    return slot;
  }

  /** A filter on a value that is there already. */
  Object filter(Expression.Filter filter, Object value, Symbols s, Activation a) {
    runtime.budget().step();
    try {
      return runtime.filters().apply(filter.name(), value, arguments(filter.arguments(), s, a));
    } catch (TemplateException e) {
      throw e.at(filter.line());
    }
  }

  /** The filters of a block, the first of which takes what the block printed. */
  Object filterBlock(Expression.Filter filter, String printed, Symbols s, Activation a) {
    Object value =
        filter.node() instanceof Expression.Filter before
            ? filterBlock(before, printed, s, a)
            : printed;
    return filter(filter, value, s, a);
  }

  Object call(Object callee, Arguments arguments) {
    runtime.budget().step();
    if (callee instanceof Function function) {
      return function.body().call(arguments);
    } else if (callee instanceof MacroValue macro) {
      return macro.call(arguments);
    } else if (callee instanceof LoopValue loop) {
      return loop.call(arguments);
    } else if (callee instanceof Undefined undefined) {
      throw undefined.refusal();
    }
    throw new TemplateException("a value of type " + Kinds.name(callee) + " cannot be called");
  }

  Arguments arguments(CallArguments given, Symbols s, Activation a) {
    if (given == CallArguments.NONE) {
      return Arguments.NONE;
    }
    List<Object> positional = all(given.positional(), s, a);
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < given.names().size(); i++) {
      named.put(given.names().get(i), evaluate(given.named().get(i), s, a));
    }
    if (given.more() != null) {
      positional.addAll(runtime.iteration().list(evaluate(given.more(), s, a)));
    }
    if (given.moreNamed() != null) {
      if (!(evaluate(given.moreNamed(), s, a) instanceof DictValue dict)) {
        throw new TemplateException("arguments by name need a dictionary");
      }
      for (Map.Entry<Object, Object> entry : dict.entries.values()) {
        if (!(entry.getKey() instanceof String name) || named.containsKey(name)) {
          throw new TemplateException("an argument is named twice or not by a text");
        }
        named.put(name, entry.getValue());
      }
    }
    return new Arguments(positional, named);
  }
}
