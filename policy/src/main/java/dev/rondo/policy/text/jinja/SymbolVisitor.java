package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Expression.Name;
import java.util.ArrayList;
import java.util.List;

/** Makes the names in statements and expressions known to a scope; stops at inner scopes. */
final class SymbolVisitor {
  private static final int MOST_LEVELS = 300;

  private Symbols symbols;
  private int level;

  SymbolVisitor(Symbols symbols) {
    this.symbols = symbols;
  }

  void visit(List<Statement> statements) {
    statements.forEach(this::visit);
  }

  void visit(Statement statement) {
    if (statement instanceof Statement.Print s) {
      s.values().forEach(this::visit);
    } else if (statement instanceof Statement.If s) {
      condition(s);
    } else if (statement instanceof Statement.For s) {
      visit(s.iterable());
    } else if (statement instanceof Statement.Set s) {
      visit(s.value());
      visit(s.target());
    } else if (statement instanceof Statement.SetBlock s) {
      visit(s.target());
    } else if (statement instanceof Statement.With s) {
      s.values().forEach(this::visit);
    } else if (statement instanceof Statement.Macro s) {
      symbols.store(s.name());
    } else if (statement instanceof Statement.CallBlock s) {
      visit(s.call());
    } else if (statement instanceof Statement.FilterBlock s) {
      visit(s.filter());
    }
  }

  private void condition(Statement.If s) {
    visit(s.test());
    Symbols before = symbols;
    List<Symbols> branches = new ArrayList<>();
    symbols = before.copy();
    visit(s.body());
    branches.add(symbols);
    symbols = before.copy();
    s.others().forEach(this::visit);
    branches.add(symbols);
    symbols = before.copy();
    visit(s.otherwise());
    branches.add(symbols);
    symbols = before;
    symbols.merge(branches);
  }

  void visit(Expression expression) {
    if (expression == null) {
      return;
    }
    if (++level > MOST_LEVELS) {
      throw new TemplateException("nested too deeply (allowed: " + MOST_LEVELS + " levels)")
          .at(expression.line());
    }
    if (expression instanceof Name name) {
      switch (name.use()) {
        case LOAD -> symbols.load(name.name());
        case STORE -> symbols.store(name.name());
        case PARAMETER -> symbols.parameter(name.name());
      }
    } else if (expression instanceof Expression.NamespaceTarget target) {
      symbols.load(target.name());
    } else {
      Children.of(expression).forEach(this::visit);
    }
    level--;
  }
}
