package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Expression.Name;
import dev.rondo.policy.text.jinja.Expression.NamespaceTarget;
import dev.rondo.policy.text.jinja.Expression.TupleOf;
import dev.rondo.policy.text.jinja.Statement.Signature;
import dev.rondo.policy.text.jinja.Values.Namespace;
import dev.rondo.policy.text.jinja.Values.Once;
import dev.rondo.policy.text.jinja.Values.TupleValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Carries out the statements of a template. */
final class Interpreter {
  /** How a list of statements ended. */
  private enum End {
    NORMAL,
    BREAK,
    CONTINUE
  }

  private final Runtime runtime;
  private final Evaluator evaluator;
  private final Scopes scopes;

  Interpreter(Runtime runtime, Scopes scopes) {
    this.runtime = runtime;
    this.evaluator = new Evaluator(runtime);
    this.scopes = scopes;
  }

  /** The whole template's output. */
  String render(List<Statement> template, Map<String, Object> context) {
    StringBuilder out = new StringBuilder();
    Activation activation = Activation.of(context);
    activation.enter(scopes.root());
    run(template, scopes.root(), activation, out);
    return out.toString();
  }

  private End run(List<Statement> statements, Symbols s, Activation a, StringBuilder out) {
    runtime.budget().enter();
    End end = End.NORMAL;
    for (int i = 0; i < statements.size() && end == End.NORMAL; i++) {
      runtime.budget().step();
      end = run(statements.get(i), s, a, out);
    }
    runtime.budget().leave();
    return end;
  }

  private End run(Statement statement, Symbols s, Activation a, StringBuilder out) {
    if (statement instanceof Statement.Data data) {
      print(data.text(), out);
    } else if (statement instanceof Statement.Print print) {
      for (Expression value : print.values()) {
        print(text(evaluator.evaluate(value, s, a), print.line()), out);
      }
    } else if (statement instanceof Statement.If condition) {
      return condition(condition, s, a, out);
    } else if (statement instanceof Statement.For loop) {
      return loop(loop, s, a, out);
    } else if (statement instanceof Statement.Set set) {
      requireNamespaces(set.target(), s, a, set.line());
      assign(set.target(), evaluator.evaluate(set.value(), s, a), s, a, set.line());
    } else if (statement instanceof Statement.SetBlock set) {
      return setBlock(set, s, a);
    } else if (statement instanceof Statement.Macro macro) {
      Object value = macro(macro.name(), macro, macro.signature(), macro.body(), a);
      a.assign(Evaluator.slot(macro.name(), s), value);
    } else if (statement instanceof Statement.CallBlock call) {
      callBlock(call, s, a, out);
    } else if (statement instanceof Statement.With with) {
      return with(with, s, a, out);
    } else if (statement instanceof Statement.FilterBlock block) {
      return filterBlock(block, a, out);
    } else if (statement instanceof Statement.Break) {
      return End.BREAK;
    } else if (statement instanceof Statement.Continue) {
      return End.CONTINUE;
    }
    return End.NORMAL;
  }

  private String text(Object value, int line) {
    try {
      return runtime.printer().text(value);
    } catch (TemplateException e) {
      throw e.at(line);
    }
  }

  private void print(String text, StringBuilder out) {
    runtime.budget().text((long) out.length() / 64 + text.length());
    if ((long) out.length() + text.length() > runtime.budget().mostCharacters()) {
      throw new TemplateException(
          "the output is too long (allowed: " + runtime.budget().mostCharacters() + " characters)");
    }
    out.append(text);
  }

  private End condition(Statement.If condition, Symbols s, Activation a, StringBuilder out) {
    if (Kinds.isTrue(evaluator.evaluate(condition.test(), s, a))) {
      return run(condition.body(), s, a, out);
    }
    for (Statement.If other : condition.others()) {
      if (Kinds.isTrue(evaluator.evaluate(other.test(), s, a))) {
        return run(other.body(), s, a, out);
      }
    }
    return run(condition.otherwise(), s, a, out);
  }

  private End setBlock(Statement.SetBlock set, Symbols s, Activation a) {
    Symbols inner = scopes.block(set);
    StringBuilder printed = new StringBuilder();
    a.enter(inner);
    End end = run(set.body(), inner, a, printed);
    if (end != End.NORMAL) {
      return end;
    }
    Object value =
        set.filter() == null
            ? printed.toString()
            : evaluator.filterBlock(set.filter(), printed.toString(), inner, a);
    if (set.target() instanceof NamespaceTarget) {
      requireNamespaces(set.target(), s, a, set.line());
    }
    assign(set.target(), value, s, a, set.line());
    a.leave(inner);
    return End.NORMAL;
  }

  private End filterBlock(Statement.FilterBlock block, Activation a, StringBuilder out) {
    Symbols inner = scopes.block(block);
    StringBuilder printed = new StringBuilder();
    a.enter(inner);
    End end = run(block.body(), inner, a, printed);
    if (end == End.NORMAL) {
      Object value = evaluator.filterBlock(block.filter(), printed.toString(), inner, a);
      print(text(value, block.line()), out);
      a.leave(inner);
    }
    return end;
  }

  private End with(Statement.With with, Symbols s, Activation a, StringBuilder out) {
    Symbols inner = scopes.block(with);
    a.enter(inner);
    for (int i = 0; i < with.targets().size(); i++) {
      Object value = evaluator.evaluate(with.values().get(i), s, a);
      assign(with.targets().get(i), value, inner, a, with.line());
    }
    End end = run(with.body(), inner, a, out);
    if (end == End.NORMAL) {
      a.leave(inner);
    }
    return end;
  }

  // --- loops
  // ---------------------------------------------------------------------------------------

  private End loop(Statement.For loop, Symbols s, Activation a, StringBuilder out) {
    Object iterable = evaluator.evaluate(loop.iterable(), s, a);
    if (loop.isRecursive()) {
      print(recursive(loop, iterable, 0, a), out);
      return End.NORMAL;
    }
    return loop(loop, iterable, 0, a, out);
  }

  private String recursive(Statement.For loop, Object iterable, int depth, Activation outer) {
    StringBuilder printed = new StringBuilder();
    runtime.budget().enter();
    loop(loop, iterable, depth, outer.inner(scopes.loop(loop).body().level()), printed);
    runtime.budget().leave();
    return runtime.budget().text(printed.toString());
  }

  private End loop(Statement.For loop, Object given, int depth, Activation a, StringBuilder out) {
    Scopes.Loop loopScopes = scopes.loop(loop);
    Symbols inner = loopScopes.body();
    Object iterable = loop.test() == null ? given : new Once(filtered(loop, given, a));
    Iterator<Object> iterator;
    try {
      iterator = runtime.iteration().over(iterable);
    } catch (TemplateException e) {
      throw e.at(loop.line());
    }
    LoopValue.Recursion recursion =
        loop.isRecursive() ? (other, level) -> recursive(loop, other, level, a.around()) : null;
    LoopValue value = new LoopValue(iterable, iterator, recursion, depth);
    boolean isNeverDone = true;
    boolean isBroken = false;
    while (!isBroken && value.hasNext()) {
      runtime.budget().step();
      assign(loop.target(), value.next(), inner, a, loop.line());
      if (loopScopes.isExtended()) {
        a.assign(Evaluator.slot("loop", inner), value);
      }
      a.enter(inner);
      End end = run(loop.body(), inner, a, out);
      isNeverDone &= end != End.NORMAL;
      isBroken = end == End.BREAK;
    }
    a.leave(inner);
    if (isNeverDone && !loop.otherwise().isEmpty()) {
      Symbols otherwise = loopScopes.otherwise();
      a.enter(otherwise);
      End end = run(loop.otherwise(), otherwise, a, out);
      if (end != End.NORMAL) {
        return end;
      }
      a.leave(otherwise);
    }
    return End.NORMAL;
  }

  /** The elements that pass a loop's test, each looked at when its turn comes. */
  private Iterator<Object> filtered(Statement.For loop, Object given, Activation outer) {
    Symbols inner = scopes.loop(loop).test();
    Activation a = outer.inner(inner.level());
    return new LazyIterator() {
      private Iterator<Object> source;

      @Override
      Object compute() {
        if (source == null) {
          a.enter(inner);
          source = runtime.iteration().over(given);
        }
        while (source.hasNext()) {
          assign(loop.target(), source.next(), inner, a, loop.line());
          if (Kinds.isTrue(evaluator.evaluate(loop.test(), inner, a))) {
            return value(loop.target(), inner, a);
          }
        }
        return END;
      }
    };
  }

  private static Object value(Expression target, Symbols s, Activation a) {
    if (target instanceof TupleOf tuple) {
      List<Object> items = new ArrayList<>();
      tuple.items().forEach(item -> items.add(value(item, s, a)));
      return new TupleValue(items);
    }
    return a.value(Evaluator.slot(((Name) target).name(), s));
  }

  /** An iterator whose elements are worked out one by one. */
  abstract static class LazyIterator implements Iterator<Object> {
    /** Says that there is no further element. */
    static final Object END = new Object();

    private Object next;

    abstract Object compute();

    @Override
    public boolean hasNext() {
      if (next == null) {
        Object computed = compute();
        next = new Object[] {computed};
      }
      return ((Object[]) next)[0] != END;
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Object value = ((Object[]) next)[0];
      next = null;
      return value;
    }
  }

  // --- macros
  // --------------------------------------------------------------------------------------

  private MacroValue macro(
      String name,
      Statement statement,
      Signature signature,
      List<Statement> body,
      Activation outer) {
    Scopes.Body scope = scopes.body(statement);
    return new MacroValue(
        name,
        signature.parameters(),
        scope,
        values -> render(signature, body, scope, values, outer));
  }

  private String render(
      Signature signature,
      List<Statement> body,
      Scopes.Body scope,
      Map<String, Object> values,
      Activation outer) {
    runtime.budget().enter();
    Symbols s = scope.symbols();
    Activation a = outer.inner(s.level());
    values.forEach((name, value) -> a.assign(Evaluator.slot(name, s), value));
    a.enter(s);
    List<String> parameters = signature.parameters();
    int withoutDefault = parameters.size() - signature.defaults().size();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i);
      if (!values.containsKey(name)) {
        Object value =
            i < withoutDefault
                ? new Undefined("parameter '" + Text.shortened(name) + "' was not provided")
                : evaluator.evaluate(signature.defaults().get(i - withoutDefault), s, a);
        a.assign(Evaluator.slot(name, s), value);
      }
    }
    StringBuilder out = new StringBuilder();
    run(body, s, a, out);
    runtime.budget().leave();
    return runtime.budget().text(out.toString());
  }

  private void callBlock(Statement.CallBlock block, Symbols s, Activation a, StringBuilder out) {
    MacroValue caller = macro(null, block, block.signature(), block.body(), a);
    if (block.call() == null) {
      print(caller.call(Arguments.NONE), out);
      return;
    }
    try {
      Object callee = evaluator.evaluate(block.call().node(), s, a);
      Arguments arguments = evaluator.arguments(block.call().arguments(), s, a);
      if (arguments.named().containsKey("caller")) {
        throw new TemplateException("the argument caller is given twice");
      }
      Map<String, Object> named = new java.util.LinkedHashMap<>(arguments.named());
      named.put("caller", caller);
      print(
          text(evaluator.call(callee, new Arguments(arguments.positional(), named)), block.line()),
          out);
    } catch (TemplateException e) {
      throw e.at(block.line());
    }
  }

  // --- assignments
  // ---------------------------------------------------------------------------------

  private static void requireNamespaces(Expression target, Symbols s, Activation a, int line) {
    if (target instanceof TupleOf tuple) {
      tuple.items().forEach(item -> requireNamespaces(item, s, a, line));
    } else if (target instanceof NamespaceTarget name
        && !(a.value(Evaluator.slot(name.name(), s)) instanceof Namespace)) {
      throw new TemplateException("cannot assign an attribute of what is no namespace").at(line);
    }
  }

  private void assign(Expression target, Object value, Symbols s, Activation a, int line) {
    if (target instanceof Name name) {
      a.assign(Evaluator.slot(name.name(), s), value);
    } else if (target instanceof NamespaceTarget attribute) {
      Namespace namespace = (Namespace) a.value(Evaluator.slot(attribute.name(), s));
      runtime.budget().elements(namespace.attributes.entries.size());
      namespace.attributes.put(attribute.attribute(), value);
    } else {
      List<Expression> targets = ((TupleOf) target).items();
      List<Object> items;
      try {
        items = runtime.iteration().list(value);
      } catch (TemplateException e) {
        throw e.at(line);
      }
      if (items.size() != targets.size()) {
        throw new TemplateException(
                "cannot unpack " + items.size() + " values to " + targets.size() + " names")
            .at(line);
      }
      for (int i = 0; i < targets.size(); i++) {
        assign(targets.get(i), items.get(i), s, a, line);
      }
    }
  }
}
