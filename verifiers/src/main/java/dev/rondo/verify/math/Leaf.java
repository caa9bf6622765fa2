package dev.rondo.verify.math;

/** What has a name and no parts: a symbol, a text, a set such as R, digits in a base. */
record Leaf(Kind kind, String name) implements Expression {}
