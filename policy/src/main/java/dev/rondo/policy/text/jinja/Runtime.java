package dev.rondo.policy.text.jinja;

import java.time.LocalDate;

/** The parts that one rendering works with; they share its budget. */
final class Runtime {
  private final Budget budget;
  private final LocalDate date;
  private final Printer printer;
  private final Comparisons comparisons;
  private final Operators operators;
  private final Iteration iteration;
  private final Attributes attributes;
  private final Filters filters;
  private final Tests tests;

  /**
   * The parts of a rendering.
   *
   * @param date what the template is told when it asks for today, or null
   */
  Runtime(Budget budget, LocalDate date) {
    this.budget = budget;
    this.date = date;
    this.printer = new Printer(budget);
    this.comparisons = new Comparisons(budget);
    Formats formats = new Formats(budget, printer);
    this.operators = new Operators(budget, formats);
    this.iteration = new Iteration(budget);
    StringMethods strings = new StringMethods(budget, formats, iteration);
    this.attributes = new Attributes(budget, comparisons, strings);
    this.tests = new Tests(budget, comparisons, operators, printer);
    this.filters = new Filters(this, new TextFilters(budget, printer, strings, formats));
  }

  Budget budget() {
    return budget;
  }

  LocalDate date() {
    return date;
  }

  Printer printer() {
    return printer;
  }

  Comparisons comparisons() {
    return comparisons;
  }

  Operators operators() {
    return operators;
  }

  Iteration iteration() {
    return iteration;
  }

  Attributes attributes() {
    return attributes;
  }

  Filters filters() {
    return filters;
  }

  Tests tests() {
    return tests;
  }
}
