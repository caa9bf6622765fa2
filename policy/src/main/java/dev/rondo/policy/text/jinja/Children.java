package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Expression.CallArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The expressions that stand directly in an expression, in the order of Jinja2's fields. */
final class Children {
  private Children() {}

  static List<Expression> of(Expression expression) {
    List<Expression> children = new ArrayList<>();
    Consumer<Expression> add =
        child -> {
          if (child != null) {
            children.add(child);
          }
        };
    if (expression instanceof Expression.TupleOf e) {
      children.addAll(e.items());
    } else if (expression instanceof Expression.ListOf e) {
      children.addAll(e.items());
    } else if (expression instanceof Expression.DictOf e) {
      children.addAll(e.keys());
      children.addAll(e.values());
    } else if (expression instanceof Expression.Unary e) {
      children.add(e.operand());
    } else if (expression instanceof Expression.Binary e) {
      children.addAll(List.of(e.left(), e.right()));
    } else if (expression instanceof Expression.Logical e) {
      children.addAll(List.of(e.left(), e.right()));
    } else if (expression instanceof Expression.Comparison e) {
      children.add(e.first());
      children.addAll(e.others());
    } else if (expression instanceof Expression.Concatenation e) {
      children.addAll(e.items());
    } else if (expression instanceof Expression.Conditional e) {
      children.addAll(List.of(e.test(), e.then()));
      add.accept(e.otherwise());
    } else if (expression instanceof Expression.Attribute e) {
      children.add(e.node());
    } else if (expression instanceof Expression.Item e) {
      children.addAll(List.of(e.node(), e.argument()));
    } else if (expression instanceof Expression.Slice e) {
      add.accept(e.start());
      add.accept(e.stop());
      add.accept(e.step());
    } else if (expression instanceof Expression.Call e) {
      children.add(e.node());
      addArguments(e.arguments(), add);
    } else if (expression instanceof Expression.Filter e) {
      add.accept(e.node());
      addArguments(e.arguments(), add);
    } else if (expression instanceof Expression.Test e) {
      children.add(e.node());
      addArguments(e.arguments(), add);
    }
    return children;
  }

  private static void addArguments(CallArguments arguments, Consumer<Expression> add) {
    arguments.positional().forEach(add);
    arguments.named().forEach(add);
    add.accept(arguments.more());
    add.accept(arguments.moreNamed());
  }
}
