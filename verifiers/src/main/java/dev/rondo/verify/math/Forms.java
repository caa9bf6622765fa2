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
  private final Map<Expression, String> written = new IdentityHashMap<>(4);

  Forms(Budget budget) {
    this.budget = budget;
  }

  /** Takes a form that is known, so that it is not written again; it is paid for all the same. */
  void know(Expression expression, String form) {
    written.put(expression, form);
  }

  /** The normal form of a tree. */
  String of(Expression expression) {
    String known = forms.get(expression);
    if (known != null) {
      return known;
    }
    budget.take(expression.size() / 2);
    String ready = written.get(expression);
    String form = ready == null ? NormalForm.of(expression) : ready;
    budget.take(form.length() / 16);
    forms.put(expression, form);
    return form;
  }

  boolean areEqual(Expression a, Expression b) {
    return of(a).equals(of(b));
  }
}
