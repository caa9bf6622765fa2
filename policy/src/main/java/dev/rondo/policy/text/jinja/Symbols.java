package dev.rondo.policy.text.jinja;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The variables of one scope, and where each comes from when the scope is entered; as Jinja2's
 * {@code idtracking} has it. What a template reads depends on it: a name that a scope assigns
 * anywhere is that scope's own, and a loop's body sees assignments of the scope around it, which in
 * turn never sees the body's.
 */
final class Symbols {
  /** A variable: a name on the level of the scope that owns it. */
  record Slot(int level, String name) {}

  /** Where a variable's first value comes from. */
  enum Source {
    /** Whoever enters the scope sets it. */
    PARAMETER,
    /** The template's variables and functions. */
    CONTEXT,
    /** Another scope's variable. */
    ALIAS,
    /** Nowhere. */
    NOTHING
  }

  /** A variable's first value; {@code alias} is null unless it comes from another scope. */
  record Load(Source source, Slot alias) {}

  private final Symbols parent;
  private final int level;
  private final Map<String, Slot> slots;
  private final Map<Slot, Load> loads;
  private final Set<String> stores;

  private Symbols(
      Symbols parent,
      int level,
      Map<String, Slot> slots,
      Map<Slot, Load> loads,
      Set<String> stores) {
    this.parent = parent;
    this.level = level;
    this.slots = slots;
    this.loads = loads;
    this.stores = stores;
  }

  /** The scope of a whole template. */
  static Symbols root() {
    return new Symbols(null, 0, new LinkedHashMap<>(), new LinkedHashMap<>(), new HashSet<>());
  }

  /** A scope within this one. */
  Symbols inner() {
    return new Symbols(
        this, level + 1, new LinkedHashMap<>(), new LinkedHashMap<>(), new HashSet<>());
  }

  /** The same scope as far as it is known, for one branch of a condition. */
  Symbols copy() {
    return new Symbols(
        parent,
        level,
        new LinkedHashMap<>(slots),
        new LinkedHashMap<>(loads),
        new HashSet<>(stores));
  }

  int level() {
    return level;
  }

  Map<Slot, Load> loads() {
    return loads;
  }

  /** The variable that a name means here; null if the name was never seen. */
  Slot find(String name) {
    for (Symbols scope = this; scope != null; scope = scope.parent) {
      Slot slot = scope.slots.get(name);
      if (slot != null) {
        return slot;
      }
    }
    return null;
  }

  private void define(String name, Load load) {
    Slot slot = new Slot(level, name);
    slots.put(name, slot);
    loads.put(slot, load);
  }

  void load(String name) {
    if (find(name) == null) {
      define(name, new Load(Source.CONTEXT, null));
    }
  }

  void store(String name) {
    stores.add(name);
    if (!slots.containsKey(name)) {
      Slot outer = parent == null ? null : parent.find(name);
      define(name, outer == null ? new Load(Source.NOTHING, null) : new Load(Source.ALIAS, outer));
    }
  }

  void parameter(String name) {
    stores.add(name);
    define(name, new Load(Source.PARAMETER, null));
  }

  /** Takes over what the branches of a condition made known. */
  void merge(List<Symbols> branches) {
    Set<String> stored = new HashSet<>();
    branches.forEach(branch -> stored.addAll(branch.stores));
    stored.removeAll(stores);
    for (Symbols branch : branches) {
      slots.putAll(branch.slots);
      loads.putAll(branch.loads);
      stores.addAll(branch.stores);
    }
    for (String name : stored) {
      Slot outer = parent == null ? null : parent.find(name);
      loads.put(
          find(name),
          outer == null ? new Load(Source.CONTEXT, null) : new Load(Source.ALIAS, outer));
    }
  }
}
