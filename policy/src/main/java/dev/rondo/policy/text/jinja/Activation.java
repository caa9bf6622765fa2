package dev.rondo.policy.text.jinja;

import dev.rondo.policy.text.jinja.Symbols.Slot;
import java.util.HashMap;
import java.util.Map;

/**
 * The variables of a template, a macro or another body that runs by itself: those of its own level
 * and deeper; the others belong to the body around it, whose current values it sees.
 */
final class Activation {
  private static final Object MISSING = new Object();

  private final Activation outer;
  private final int level;
  private final Map<Slot, Object> values = new HashMap<>();
  private final Map<String, Object> context;

  private Activation(Activation outer, int level, Map<String, Object> context) {
    this.outer = outer;
    this.level = level;
    this.context = context;
  }

  /** The outermost one. */
  static Activation of(Map<String, Object> context) {
    return new Activation(null, 0, context);
  }

  /** One within this, whose own scopes begin at a level. */
  Activation inner(int innerLevel) {
    return new Activation(this, innerLevel, context);
  }

  /** The one that this is within. */
  Activation around() {
    return outer;
  }

  /** The value of a variable; undefined if it has none. */
  Object value(Slot slot) {
    Object value = raw(slot);
    return value == MISSING
        ? new Undefined("'" + Text.shortened(slot.name()) + "' is undefined")
        : value;
  }

  private Object raw(Slot slot) {
    Activation owner = this;
    while (slot.level() < owner.level) {
      owner = owner.outer;
    }
    return owner.values.getOrDefault(slot, MISSING);
  }

  void assign(Slot slot, Object value) {
    values.put(slot, value);
  }

  /** Gives the variables of a scope their first values. */
  void enter(Symbols symbols) {
    symbols
        .loads()
        .forEach(
            (slot, load) -> {
              switch (load.source()) {
                case PARAMETER -> {}
                case CONTEXT ->
                    values.put(
                        slot,
                        context.containsKey(slot.name()) ? context.get(slot.name()) : MISSING);
                case ALIAS -> values.put(slot, raw(load.alias()));
                case NOTHING -> values.put(slot, MISSING);
              }
            });
  }

  /** Takes the values of a scope's variables away. */
  void leave(Symbols symbols) {
    symbols.loads().keySet().forEach(slot -> values.put(slot, MISSING));
  }
}
