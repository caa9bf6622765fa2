package dev.rondo.run;

import dev.rondo.dataset.ForwardingStorage;
import dev.rondo.dataset.Storage;
import java.io.IOException;

/**
 * A storage in which nothing is moved, removed or written once another process has taken over: what
 * is there is then that process's, and its job may be at work on it.
 */
public class HeldStorage extends ForwardingStorage {
  private final Held held;

  /**
   * @param held asked before each change
   */
  public HeldStorage(Storage storage, Held held) {
    super(storage);
    this.held = held;
  }

  @Override
  public Commit putIfAbsent(String path, Content content) throws IOException {
    held.require();
    return super.putIfAbsent(path, content);
  }

  @Override
  public void replace(String path, Content content) throws IOException {
    held.require();
    super.replace(path, content);
  }

  @Override
  public void move(String from, String to) throws IOException {
    held.require();
    super.move(from, to);
  }

  @Override
  public void delete(String path) throws IOException {
    held.require();
    super.delete(path);
  }
}
