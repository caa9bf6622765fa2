package dev.rondo.run;

/**
 * Where long work says how far it has come. The command line draws bars on a terminal and writes
 * plain lines to a log; tests and programs take {@link #silent()}. Safe to call from any thread.
 * Progress never decides anything: work that reports nothing does the same.
 */
public interface Progress {

  /**
   * A piece of work begins.
   *
   * @param what what is being done, such as {@code Round 3 of 60: sampling}
   * @param total number of units that make it complete, at least 1
   * @param unit name of the units in the plural, such as {@code shards}
   */
  Work start(String what, long total, String unit);

  /** Says one line, such as the result of a round. */
  void say(String line);

  /** One piece of work under way; closing it ends its bar. */
  interface Work extends AutoCloseable {

    /** Says that more units than at the start make it complete; never fewer. */
    default void expect(long total) {}

    /** Says how many units are done now; never goes back. */
    void advanceTo(long done);

    @Override
    void close();
  }

  /** Swallows everything. */
  static Progress silent() {
    return new Progress() {
      @Override
      public Work start(String what, long total, String unit) {
        return new Work() {
          @Override
          public void advanceTo(long done) {}

          @Override
          public void close() {}
        };
      }

      @Override
      public void say(String line) {}
    };
  }
}
