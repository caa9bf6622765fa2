package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Expression.Name;
import dev.rondo.policy.text.jinja.Expression.Use;
import dev.rondo.policy.text.jinja.Statement.Signature;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The scope of every statement that opens one, worked out before anything is rendered; and what
 * Jinja2 refuses at that point: unknown filters and tests, {@code break} outside of a loop, a loop
 * that assigns to {@code loop}.
 */
final class Scopes {
  /**
   * Scopes of a loop.
   *
   * @param isExtended whether its body asks for {@code loop}
   */
  record Loop(Symbols body, Symbols test, Symbols otherwise, boolean isExtended) {}

  /** Scope of a macro or of a call block's body, and which of the special names it asks for. */
  record Body(Symbols symbols, boolean takesCaller, boolean takesNamed, boolean takesMore) {}

  private final Symbols root = Symbols.root();
  private final Map<Statement, Object> scopes = new IdentityHashMap<>();

  private Scopes() {}

  static Scopes of(List<Statement> template) {
    Scopes scopes = new Scopes();
    if (!undeclared(template, Set.of("self")).isEmpty()) {
      throw new TemplateException("the variable self is not supported");
    }
    new SymbolVisitor(scopes.root).visit(template);
    scopes.enter(template, scopes.root, false, false);
    return scopes;
  }

  Symbols root() {
    return root;
  }

  Loop loop(Statement.For statement) {
    return (Loop) scopes.get(statement);
  }

  Body body(Statement statement) {
    return (Body) scopes.get(statement);
  }

  /** Scope of a with, a set block or a filter block. */
  Symbols block(Statement statement) {
    return (Symbols) scopes.get(statement);
  }

  /** Directly under a condition, an unknown filter is refused when it is used and not before. */
  private void enter(
      List<Statement> statements, Symbols symbols, boolean isInLoop, boolean isConditional) {
    for (Statement statement : statements) {
      enter(statement, symbols, isInLoop, isConditional);
    }
  }

  private void enter(
      Statement statement, Symbols symbols, boolean isInLoop, boolean isConditional) {
    if (statement instanceof Statement.If s) {
      enter(s.body(), symbols, isInLoop, true);
      s.others().forEach(other -> enter(other, symbols, isInLoop, true));
      enter(s.otherwise(), symbols, isInLoop, true);
    } else if (statement instanceof Statement.For s) {
      loop(s, symbols, isInLoop, isConditional);
    } else if (statement instanceof Statement.Macro s) {
      body(s, s.signature(), s.body(), symbols, s.line());
    } else if (statement instanceof Statement.CallBlock s) {
      check(s.call(), isConditional);
      body(s, s.signature(), s.body(), symbols, s.line());
    } else if (statement instanceof Statement.SetBlock s) {
      Symbols inner = symbols.inner();
      new SymbolVisitor(inner).visit(s.body());
      check(s.filter(), false);
      block(s, inner, s.body(), isInLoop);
    } else if (statement instanceof Statement.FilterBlock s) {
      Symbols inner = symbols.inner();
      new SymbolVisitor(inner).visit(s.body());
      new SymbolVisitor(inner).visit(s.filter());
      check(s.filter(), false);
      block(s, inner, s.body(), isInLoop);
    } else if (statement instanceof Statement.With s) {
      Symbols inner = symbols.inner();
      s.targets().forEach(new SymbolVisitor(inner)::visit);
      new SymbolVisitor(inner).visit(s.body());
      s.values().forEach(value -> check(value, isConditional));
      block(s, inner, s.body(), isInLoop);
    } else if (statement instanceof Statement.Set s) {
      check(s.value(), isConditional);
    } else if (statement instanceof Statement.Print s) {
      s.values().forEach(value -> check(value, isConditional));
    } else if (statement instanceof Statement.Break s) {
      requireLoop(isInLoop, "break", s.line());
    } else if (statement instanceof Statement.Continue s) {
      requireLoop(isInLoop, "continue", s.line());
    }
  }

  private void block(Statement statement, Symbols inner, List<Statement> body, boolean isInLoop) {
    scopes.put(statement, inner);
    enter(body, inner, isInLoop, false);
  }

  private static void requireLoop(boolean isInLoop, String word, int line) {
    if (!isInLoop) {
      throw new TemplateException(word + " outside of a loop").at(line);
    }
  }

  private void loop(Statement.For s, Symbols symbols, boolean isInLoop, boolean isConditional) {
    boolean isExtended = s.isRecursive() || !undeclared(s.body(), Set.of("loop")).isEmpty();
    refuseStoreToLoop(s);
    Symbols body = symbols.inner();
    if (isExtended) {
      body.parameter("loop");
    }
    new SymbolVisitor(body).visit(s.target());
    new SymbolVisitor(body).visit(s.body());
    Symbols otherwise = symbols.inner();
    new SymbolVisitor(otherwise).visit(s.otherwise());
    Symbols test = symbols.inner();
    if (s.test() != null) {
      new SymbolVisitor(test).visit(s.target());
      new SymbolVisitor(test).visit(s.test());
    }
    check(s.iterable(), isConditional);
    check(s.test(), false);
    scopes.put(s, new Loop(body, test, otherwise, isExtended));
    enter(s.body(), body, true, false);
    enter(s.otherwise(), otherwise, isInLoop && !s.isRecursive(), false);
  }

  private void body(
      Statement statement, Signature signature, List<Statement> body, Symbols symbols, int line) {
    Symbols inner = symbols.inner();
    SymbolVisitor visitor = new SymbolVisitor(inner);
    List<String> parameters = signature.parameters();
    parameters.forEach(inner::parameter);
    signature.defaults().forEach(visitor::visit);
    visitor.visit(body);
    Set<String> special = undeclared(body, Set.of("caller", "kwargs", "varargs"));
    boolean takesCaller = special.contains("caller");
    if (takesCaller && parameters.contains("caller")) {
      int withoutDefault = parameters.size() - signature.defaults().size();
      if (parameters.indexOf("caller") < withoutDefault) {
        throw new TemplateException("the parameter caller needs a default").at(line);
      }
    } else if (takesCaller) {
      inner.parameter("caller");
    }
    boolean takesNamed = special.contains("kwargs") && !parameters.contains("kwargs");
    boolean takesMore = special.contains("varargs") && !parameters.contains("varargs");
    if (takesNamed) {
      inner.parameter("kwargs");
    }
    if (takesMore) {
      inner.parameter("varargs");
    }
    signature.defaults().forEach(value -> check(value, false));
    scopes.put(statement, new Body(inner, takesCaller, takesNamed, takesMore));
    enter(body, inner, false, false);
  }

  /** Filters and tests must be ones that Jinja2 has, but for those under a condition. */
  private static void check(Expression expression, boolean isConditional) {
    if (expression == null || isConditional || expression instanceof Expression.Conditional) {
      return;
    }
    if (expression instanceof Expression.Filter filter && !Filters.NAMES.contains(filter.name())) {
      throw unknown("filter", filter.name()).at(filter.line());
    }
    if (expression instanceof Expression.Test test && !Tests.NAMES.contains(test.name())) {
      throw unknown("test", test.name()).at(test.line());
    }
    Children.of(expression).forEach(child -> check(child, false));
  }

  /** A filter or a test that Jinja2 does not have. */
  static TemplateException unknown(String kind, String name) {
    return new TemplateException("no " + kind + " is named " + Text.shortened(name));
  }

  private static void refuseStoreToLoop(Statement.For s) {
    walk(
        List.of(s),
        expression -> {
          if (expression instanceof Name name
              && name.use() == Use.STORE
              && name.name().equals("loop")) {
            throw new TemplateException("cannot assign to loop within a loop").at(name.line());
          }
        });
    walk(
        s.target(),
        expression -> {
          if (expression instanceof Name name && name.name().equals("loop")) {
            throw new TemplateException("cannot assign to loop within a loop").at(name.line());
          }
        });
  }

  /** Which of some names the statements read before they assign them, in Jinja2's order. */
  private static Set<String> undeclared(List<Statement> statements, Set<String> names) {
    Set<String> wanted = new HashSet<>(names);
    Set<String> found = new HashSet<>();
    walk(
        statements,
        expression -> {
          if (expression instanceof Name name && found.size() < names.size()) {
            if (name.use() == Use.LOAD && wanted.contains(name.name())) {
              found.add(name.name());
            } else if (!found.equals(wanted)) {
              wanted.remove(name.name());
            }
          }
        });
    return found;
  }

  /** Every expression in statements, in the order of Jinja2's fields. */
  private static void walk(List<Statement> statements, Consumer<Expression> visit) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.Print s) {
        s.values().forEach(value -> walk(value, visit));
      } else if (statement instanceof Statement.If s) {
        walk(s.test(), visit);
        walk(s.body(), visit);
        s.others().forEach(other -> walk(List.of(other), visit));
        walk(s.otherwise(), visit);
      } else if (statement instanceof Statement.For s) {
        walk(s.target(), visit);
        walk(s.iterable(), visit);
        walk(s.body(), visit);
        walk(s.otherwise(), visit);
        walk(s.test(), visit);
      } else if (statement instanceof Statement.Set s) {
        walk(s.target(), visit);
        walk(s.value(), visit);
      } else if (statement instanceof Statement.SetBlock s) {
        walk(s.target(), visit);
        walk(s.filter(), visit);
        walk(s.body(), visit);
      } else if (statement instanceof Statement.With s) {
        s.targets().forEach(target -> walk(target, visit));
        s.values().forEach(value -> walk(value, visit));
        walk(s.body(), visit);
      } else if (statement instanceof Statement.Macro s) {
        signature(s.signature(), s.line(), visit);
        walk(s.body(), visit);
      } else if (statement instanceof Statement.CallBlock s) {
        walk(s.call(), visit);
        signature(s.signature(), s.line(), visit);
        walk(s.body(), visit);
      } else if (statement instanceof Statement.FilterBlock s) {
        walk(s.body(), visit);
        walk(s.filter(), visit);
      }
    }
  }

  private static void signature(Signature signature, int line, Consumer<Expression> visit) {
    signature.parameters().forEach(name -> visit.accept(new Name(name, Use.PARAMETER, line)));
    signature.defaults().forEach(value -> walk(value, visit));
  }

  private static void walk(Expression expression, Consumer<Expression> visit) {
    if (expression != null) {
      visit.accept(expression);
      Children.of(expression).forEach(child -> walk(child, visit));
    }
  }
}
