package dev.rondo.verify.math;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Normal forms within one verdict: each is written and paid for once, however often its tree is
 * compared. Not thread-safe.
 */
final class Forms {
  private final Budget budget;
  private final Map<Expression, String> forms = new IdentityHashMap<>();

  Forms(Budget budget) {
    this.budget = budget;
  }

  /** The normal form of a tree. */
  String of(Expression expression) {
    String known = forms.get(expression);
    if (known != null) {
      return known;
    }
    budget.take(expression.size() / 2);
    String form = NormalForm.of(expression);
    budget.take(form.length() / 16);
    forms.put(expression, form);
    return form;
  }

  boolean areEqual(Expression a, Expression b) {
    return of(a).equals(of(b));
  }
}
